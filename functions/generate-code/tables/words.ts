/** Words that say nothing about the data that a question needs. */
const STOP_WORDS = new Set(
  (
    'a about all also an and any are as at average be been between biggest but by can chart compare count create did do ' +
    'does down each every find for from give graph had has have highest how i if in into is it its largest list lowest ' +
    'make many maximum me mean minimum more most much my number of on only or our out over per please plot show smallest ' +
    'so sum table than that the their them then there these they this those through to top total under up us use using ' +
    'was we were what when where which while who whose why will with would you your'
  ).split(' '),
);

/** A word without the ending of its plural. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:[sxz]|ch|sh)es$/.test(word) && word.length > 4) return word.slice(0, -2);
  return word.replace(/s$/, '');
}

/** Stems of the words of a text, in order, in lower case; `orderItems` and `order_items` are two words each. */
export const stemsOf = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(stem);

export const isMeaningful = (word: string): boolean =>
  !STOP_WORDS.has(word) && (word.length > 2 || /\p{N}/u.test(word) || !/^[a-z]+$/.test(word));

/** Whether `words` occur in `text` one after the other. */
export function contains(text: readonly string[], words: readonly string[]): boolean {
  const [first] = words;
  // Almost every value of a warehouse ends here.
  if (first === undefined || !text.includes(first)) return false;
  return text.some((_, start) => words.every((word, offset) => text[start + offset] === word));
}
