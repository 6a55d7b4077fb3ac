/** Everything that a terminal could take for a command, but line ends and tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const COMMANDS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * The same value without the commands of terminals in its texts: answers, names and failures hold what tables and
 * generated programs say.
 */
export function plain<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/\r\n/g, '\n').replace(COMMANDS, '') as T;
  if (Array.isArray(value)) return value.map((part) => plain<unknown>(part)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [plain(name), plain<unknown>(part)])) as T;
}
