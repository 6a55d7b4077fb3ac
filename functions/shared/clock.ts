/** The present, UTC, ISO 8601 with milliseconds. */
export const now = (): string => new Date().toISOString();

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
