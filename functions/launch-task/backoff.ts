/** Seconds until the second try, and the most between two tries. */
const FIRST = 5;
const MOST = 180;

/**
 * Seconds until a launch that ECS could not take is tried again: twice as many after each of `tries`, up to three
 * minutes, and by chance up to half of it less, so that jobs that wait for the same do not all ask at once.
 * `random` is from 0 to 1.
 */
export const secondsUntilNext = (tries: number, random: number): number =>
  Math.ceil(Math.min(MOST, FIRST * 2 ** (tries - 1)) * (1 - random / 2));
