/** The result of one check. */
export interface Finding {
  readonly result: 'ok' | 'failed';
  /** One sentence. */
  readonly message: string;
  /** With `failed`: what to do about it. */
  readonly advice?: string;
}

/** One step of the doctor. A rejection of `run` becomes a failed finding. */
export interface Check {
  readonly title: string;
  /** What to do when `run` rejects. */
  readonly advice: string;
  readonly run: () => Promise<readonly Finding[]>;
}

export const ok = (message: string): Finding => ({ result: 'ok', message });
export const failed = (message: string, advice: string): Finding => ({ result: 'failed', message, advice });

/** Runs a check. Never rejects. */
export async function runCheck({ run, advice }: Check): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    return [failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error), advice)];
  }
}
