import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { ServiceError } from '../../wire/service-error';
import type { Backend, ConverseBody } from '../backend';

export interface BedrockOptions {
  /** Instead of the model that the request names. */
  readonly modelId?: string;
  /** The default: by region and credentials of whoever started the system, found as every AWS tool finds them. */
  readonly client?: BedrockRuntimeClient;
}

/** What Bedrock answered, or why it was not reached, as the caller's SDK would have met it. */
function passedOn(error: unknown): ServiceError {
  if (error instanceof BedrockRuntimeServiceException) {
    return new ServiceError(error.name, error.message, { status: error.$metadata.httpStatusCode ?? 500 });
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (/Credentials|Token|Region is missing/i.test(`${name} ${message}`)) {
    return new ServiceError('AccessDeniedException', `Bedrock cannot be called as you: ${message}`, { status: 403 });
  }
  return new ServiceError('ServiceUnavailableException', `Bedrock was not reached: ${message}`, { status: 503 });
}

/** Amazon Bedrock in the account of whoever started the system; everything else stays on this machine. */
export function bedrockBackend({
  modelId,
  client = new BedrockRuntimeClient({ maxAttempts: 1 }),
}: BedrockOptions = {}): Backend {
  return {
    name: `Amazon Bedrock${modelId ? ` (${modelId})` : ''}`,
    async converse(asked, request, abortSignal) {
      const input = { ...request, modelId: modelId ?? asked } as unknown as ConverseCommandInput;
      try {
        const { $metadata: _, ...answer } = await client.send(new ConverseCommand(input), { abortSignal });
        return answer as unknown as ConverseBody;
      } catch (error) {
        throw passedOn(error);
      }
    },
  };
}
