import type { PromptRequest } from '../../..';

/** Limits of a question, as the options panel sets them. */
export interface Options {
  readonly size: NonNullable<PromptRequest['size']>;
  readonly timeoutSeconds: number;
  readonly maxAttempts: number;
}

export const DEFAULT_OPTIONS: Options = { size: 'small', timeoutSeconds: 300, maxAttempts: 3 };

const SIZES = ['small', 'medium', 'large'] as const;

/** The next larger size; undefined for the largest. */
export const largerThan = (size: Options['size']): Options['size'] | undefined => SIZES[SIZES.indexOf(size) + 1];

/** The fields of a request that differ from the defaults. */
export const requestOf = (options: Options): Partial<PromptRequest> => ({
  ...(options.size !== DEFAULT_OPTIONS.size && { size: options.size }),
  ...(options.timeoutSeconds !== DEFAULT_OPTIONS.timeoutSeconds && { timeoutSeconds: options.timeoutSeconds }),
  ...(options.maxAttempts !== DEFAULT_OPTIONS.maxAttempts && { maxAttempts: options.maxAttempts }),
});
