export function removeUnfinished(folder: string): void;
export function replace(
  target: string,
  beside: string,
  make: (scratch: string) => string | Promise<string>,
): Promise<void>;
export function alone<T>(work: () => Promise<T>): Promise<T>;
export function stampOf(folder: string): string;
export function isComplete(folder: string, digest: string): boolean;
