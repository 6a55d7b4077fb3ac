import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { ServiceError } from '../../wire/service-error';
import type { Backend, ConverseBody } from '../backend';

export interface BedrockOptions {
  /** Overrides the model of the request. */
  readonly modelId?: string;
  /** The default uses the region and credentials of the user, from the SDK's default chain. */
  readonly client?: BedrockRuntimeClient;
}

/** Maps an error of Bedrock, of the credentials or of the connection to the error that the caller gets. */
function serviceErrorOf(error: unknown): ServiceError {
  if (error instanceof BedrockRuntimeServiceException) {
    return new ServiceError(error.name, error.message, { status: error.$metadata.httpStatusCode ?? 500 });
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (/Credentials|Token|Region is missing/i.test(`${name} ${message}`)) {
    return new ServiceError('AccessDeniedException', `Bedrock rejected your credentials: ${message}`, { status: 403 });
  }
  return new ServiceError('ServiceUnavailableException', `Cannot connect to Bedrock: ${message}`, { status: 503 });
}

/** Amazon Bedrock in the user's AWS account. */
export function bedrockBackend({
  modelId,
  client = new BedrockRuntimeClient({ maxAttempts: 1 }),
}: BedrockOptions = {}): Backend {
  return {
    name: `Amazon Bedrock${modelId ? ` (${modelId})` : ''}`,
    async converse(requestedModelId, request, abortSignal) {
      const input = { ...request, modelId: modelId ?? requestedModelId } as unknown as ConverseCommandInput;
      try {
        const { $metadata: _, ...response } = await client.send(new ConverseCommand(input), { abortSignal });
        return response as unknown as ConverseBody;
      } catch (error) {
        throw serviceErrorOf(error);
      }
    },
  };
}
