import { distance } from 'fastest-levenshtein';

const simplified = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether a name becomes the other when two adjacent characters are swapped. */
const isTransposed = (name: string, other: string): boolean =>
  Array.from(name, (_, at) => `${name.slice(0, at)}${name[at + 1] ?? ''}${name[at]}${name.slice(at + 2)}`).includes(
    other,
  );

/**
 * Whether one name may be a misspelling of the other. Names of up to four characters differ in one character or the
 * order of two, longer ones in two characters.
 */
export function isNear(name: string, other: string): boolean {
  const [a, b] = [simplified(name), simplified(other)];
  return distance(a, b) <= (Math.min(a.length, b.length) <= 4 ? 1 : 2) || isTransposed(a, b);
}

/** `public.staff` → `staff`. */
export const unqualifiedName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
