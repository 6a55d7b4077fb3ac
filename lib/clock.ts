/** The current time: UTC, ISO 8601 with milliseconds. */
export const now = (): string => new Date().toISOString();

export type Pause = (milliseconds: number) => Promise<void>;

export const pause: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
