/** Endings that names are often glued to without a sign: `userid`, `orderdate`, `interactiontype`. */
const gluedEndings = [
  ...['timestamp', 'datetime', 'category', 'quantity', 'number', 'status', 'amount', 'rating', 'count', 'price'],
  ...['score', 'total', 'level', 'group', 'value', 'type', 'date', 'time', 'name', 'code', 'year', 'month', 'flag'],
  ...['rate', 'size', 'uuid', 'id', 'at'],
];
const whole = new Set([
  ...['candidate', 'mandate', 'update', 'validate', 'valid', 'invalid', 'discount', 'account', 'amount', 'device'],
  ...['operate', 'separate', 'corporate', 'prototype', 'surname', 'username', 'nickname', 'filename', 'hostname'],
  ...['format', 'heat', 'seat', 'treat', 'combat', 'repeat', 'threat', 'habitat', 'subtotal', 'sometime', 'lifetime'],
  ...['downtime', 'uptime', 'overtime', 'barcode', 'zipcode', 'postcode', 'backdate', 'hybrid', 'android', 'avoid'],
  ...['rapid', 'liquid', 'plaid', 'unpaid', 'repaid', 'prepaid', 'hotelrate', 'great', 'what', 'that', 'wheat'],
]);
const short = new Set(['id', 'at']);

const unglue = (word: string): string[] => {
  if (whole.has(word)) return [word];
  const ending = gluedEndings.find((end) => {
    const rest = word.length - end.length;
    return word.endsWith(end) && rest >= (short.has(end) && end === 'at' ? 6 : 3);
  });
  if (!ending) return [word];
  return [word.slice(0, -ending.length), ending];
};

/** Words of a name as written: at signs, at changes of case and between letters and digits at signs only. */
export const plainWords = (name: string): string[] =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

const prefixes = new Set(['dim', 'fact', 'fct', 'tbl', 'stg', 'raw', 'vw', 'mart']);

/** The words of a table's or column's name: `dim_UserAccounts` is user, accounts; `userid` is user, id. */
export const identifierWords = (name: string): string[] => {
  const words = plainWords(name);
  const meaningful = words.length > 1 && prefixes.has(words[0] ?? '') ? words.slice(1) : words;
  return meaningful.flatMap(unglue);
};
