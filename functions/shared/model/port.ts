import type { ConverseCommandInput, ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';

/** A transient model error: throttled, not ready or unavailable. */
export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable';
}

/** A permanent model error: access denied, model not found, or a malformed request. */
export class ModelRequestError extends Error {
  override name = 'ModelRequestError';
}

export type ModelRequest = Omit<ConverseCommandInput, 'modelId'>;
export type ModelResponse = Pick<ConverseCommandOutput, 'output' | 'stopReason' | 'usage'>;

export interface Model {
  readonly modelId: string;
  /** One call of Bedrock Converse. Rejects with ModelUnavailable or ModelRequestError. */
  converse(request: ModelRequest): Promise<ModelResponse>;
}
