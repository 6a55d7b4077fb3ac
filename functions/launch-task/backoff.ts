const FIRST_SECONDS = 5;
const MAX_SECONDS = 180;

/**
 * Seconds until a postponed launch is retried, after `attempts` calls of RunTask: doubling, with jitter that takes off
 * up to half, so that jobs that wait for capacity do not retry at the same time. `random` is from 0 to 1.
 */
export const backoffSeconds = (attempts: number, random: number): number =>
  Math.ceil(Math.min(MAX_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1)) * (1 - random / 2));
