// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A program's text without what a terminal obeys when it is shown, all control characters but line feed and tab, and
 * without halves of characters, which are no Unicode and which services refuse.
 */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(OBEYED, '').toWellFormed();

/** The same for every text and every name in a value of JSON. */
export function plain<T>(value: T): T {
  if (typeof value === 'string') return plainText(value) as T;
  if (Array.isArray(value)) return value.map(plain) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [plainText(name), plain(member)])) as T;
}
