// biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A program's text without control characters other than line feed and tab, which a terminal would obey, and without
 * lone surrogates, which are not valid Unicode and which AWS services reject.
 */
export const plainText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(CONTROL_CHARACTERS, '').toWellFormed();

/** A JSON value with `plainText` applied to every string and every name. */
export function plain<T>(value: T): T {
  if (typeof value === 'string') return plainText(value) as T;
  if (Array.isArray(value)) return value.map(plain) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [plainText(name), plain(member)])) as T;
}
