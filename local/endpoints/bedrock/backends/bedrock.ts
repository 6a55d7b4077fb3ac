import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { responseStream } from '../../../../functions/shared/model/response-stream';
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

/** Blobs are base64 on the wire. The only one of a conversation is reasoning that the model keeps to itself. */
const fromWire = (request: ConverseBody): object =>
  JSON.parse(JSON.stringify(request), (name, value) =>
    name === 'redactedContent' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value,
  );

const toWire = (response: object): ConverseBody =>
  JSON.parse(
    JSON.stringify(response, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );

/** Amazon Bedrock in the user's AWS account. */
export function bedrockBackend({
  modelId,
  client = new BedrockRuntimeClient({ maxAttempts: 1 }),
}: BedrockOptions = {}): Backend {
  return {
    name: `Amazon Bedrock${modelId ? ` (${modelId})` : ''}`,
    async converse(requestedModelId, request, abortSignal) {
      const input = {
        ...fromWire(request),
        modelId: modelId ?? requestedModelId,
      } as unknown as ConverseStreamCommandInput;
      try {
        const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal });
        const received = responseStream();
        for await (const event of stream ?? []) received.add(event);
        const response = received.response();
        if (!response) throw new Error('The response broke off.');
        return toWire(response);
      } catch (error) {
        throw serviceErrorOf(error);
      }
    },
  };
}
