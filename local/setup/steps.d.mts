export function removeUnfinished(folder: string): void;
export function replaceAtomically(
  target: string,
  parent: string,
  make: (scratch: string) => string | Promise<string>,
): Promise<void>;
export function withSetupLock<T>(work: () => Promise<T>): Promise<T>;
export function stampOf(folder: string): string;
export function isComplete(folder: string, digest: string): boolean;
