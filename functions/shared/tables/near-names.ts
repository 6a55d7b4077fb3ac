import { distance } from 'fastest-levenshtein';

const simplified = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether one name may be a misspelling of the other. Names of up to four characters differ in one, longer ones in two. */
export function isNear(name: string, other: string): boolean {
  const [a, b] = [simplified(name), simplified(other)];
  return distance(a, b) <= (Math.min(a.length, b.length) <= 4 ? 1 : 2);
}
