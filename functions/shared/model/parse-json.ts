import { jsonrepair } from 'jsonrepair';

/** Parses JSON as models write it: line ends in strings, missing quotes and trailing commas are mended. Undefined if it is none. */
export function parseModelJson(text: string): unknown {
  for (const parse of [JSON.parse, (json: string) => JSON.parse(jsonrepair(json))]) {
    try {
      return parse(text);
    } catch {
      // The next one may succeed.
    }
  }
  return undefined;
}

/** The input of a tool call: an object, or the JSON text of one, which some models encode twice. Otherwise undefined. */
export function parseCallInput(input: unknown): Record<string, unknown> | undefined {
  let value = input;
  for (let depth = 0; depth < 2 && typeof value === 'string'; depth += 1) value = parseModelJson(value.trim() || '{}');
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
