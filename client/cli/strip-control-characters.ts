/** C0 and C1 control characters, except line feed and tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this removes.
const CONTROL_CHARACTERS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * Removes control characters from every string in a value. Answers, names and failures contain text from tables and
 * generated programs, which must not send commands to the terminal.
 */
export function stripControlCharacters<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/\r\n/g, '\n').replace(CONTROL_CHARACTERS, '') as T;
  if (Array.isArray(value)) return value.map((part) => stripControlCharacters<unknown>(part)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [stripControlCharacters(name), stripControlCharacters<unknown>(part)]),
  ) as T;
}
