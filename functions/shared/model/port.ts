import type { ConverseCommandOutput, ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';

/** A transient model error: throttled, not ready or unavailable. */
export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable';
}

/** A permanent model error: access denied, not found, a quota per day, or a malformed request. */
export class ModelRequestError extends Error {
  override name = 'ModelRequestError';
}

/** The request exceeds the context window of the model. */
export class ContextExceeded extends ModelRequestError {
  override name = 'ContextExceeded';

  /** @param maxTokens size of the window, if the error names it */
  constructor(
    message: string,
    readonly maxTokens?: number,
  ) {
    super(message);
  }
}

/**
 * A request in the form of Converse. Cache points, tool choice and reasoning blocks are wishes: an adapter leaves out
 * what its model does not know.
 */
export type ModelRequest = Omit<ConverseStreamCommandInput, 'modelId'>;
export type ModelResponse = Pick<ConverseCommandOutput, 'output' | 'stopReason' | 'usage'>;
export type TokenUsage = NonNullable<ModelResponse['usage']>;

export interface CallOptions {
  /** For the call with its retries. */
  readonly timeoutSeconds?: number;
  /** Called with each part of a response. If it rejects, the call is aborted and rejects with the same error. */
  readonly onProgress?: () => Promise<void>;
  /** Called with the estimated tokens of a response that broke off: the provider bills it but reports no usage. */
  readonly onBrokenCall?: (usage: TokenUsage) => void;
}

export interface Model {
  readonly modelId: string;
  /** One response of the model. Rejects with ModelUnavailable, ModelRequestError or ContextExceeded. */
  converse(request: ModelRequest, options?: CallOptions): Promise<ModelResponse>;
}
