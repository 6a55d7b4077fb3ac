import type { ConverseCommandInput, ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';

/** Throttled, not ready or out of order: worth another try later. */
export class ModelUnavailable extends Error {
  override name = 'ModelUnavailable';
}

/** The model refused the request for good: not allowed, not found, or malformed. */
export class ModelRefused extends Error {
  override name = 'ModelRefused';
}

export type ModelRequest = Omit<ConverseCommandInput, 'modelId'>;
export type ModelResponse = Pick<ConverseCommandOutput, 'output' | 'stopReason' | 'usage'>;

export interface Model {
  readonly modelId: string;
  /** One call of Bedrock Converse. Rejects with ModelUnavailable or ModelRefused. */
  converse(request: ModelRequest): Promise<ModelResponse>;
}
