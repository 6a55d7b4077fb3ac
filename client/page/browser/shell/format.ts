/** Times in the reader's time zone and numbers in the reader's format. */

export const formatNumber = (value: number): string => value.toLocaleString();

export const formatCount = (count: number, one: string, many: string): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Time of day, such as `14:05` or `2:05 PM`. */
export const formatTime = (instant: string): string =>
  new Date(instant).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' });

/** Day and time with the time zone, for a tooltip. */
export const formatInstant = (instant: string): string =>
  new Date(instant).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' });

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** The day as people say it: today, yesterday, the weekday in the last week, otherwise the date. */
export function formatDay(instant: string, now: Date = new Date()): string {
  const date = new Date(instant);
  // Rounded, because a day of a clock change has 23 or 25 hours.
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return date.toLocaleDateString(undefined, { weekday: 'long' });
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'long', year });
}

/** A duration in whole seconds, such as `14 s` or `1 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}
