/** The standard input of a terminal. */
export interface KeyInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  once(event: 'data', listener: (data: Buffer) => void): unknown;
}

/** Waits for one key, and returns the choice with its number, from 1; undefined for any other key. */
export async function chosen<T>(choices: readonly T[], input: KeyInput): Promise<T | undefined> {
  input.setRawMode?.(true);
  try {
    const key = await new Promise<string>((resolve) => {
      input.once('data', (data) => resolve(data.toString()));
      input.resume();
    });
    return /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
  } finally {
    input.setRawMode?.(false);
    input.pause();
  }
}
