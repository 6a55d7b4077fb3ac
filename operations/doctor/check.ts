/** One thing that was looked at. */
export interface Finding {
  readonly result: 'ok' | 'failed';
  /** What was found, a sentence. */
  readonly found: string;
  /** With `failed`: what to do about it. */
  readonly advice?: string;
}

/** A step of the examination. It may reject: that is a finding too. */
export interface Check {
  readonly title: string;
  /** What to do when the step itself cannot be carried out. */
  readonly advice: string;
  readonly run: () => Promise<readonly Finding[]>;
}

export const ok = (found: string): Finding => ({ result: 'ok', found });
export const failed = (found: string, advice: string): Finding => ({ result: 'failed', found, advice });

/** Runs a step; whatever goes wrong becomes a finding. */
export async function examine({ run, advice }: Check): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    return [failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error), advice)];
  }
}
