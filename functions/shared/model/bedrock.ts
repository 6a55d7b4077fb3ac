import { type BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { type Model, type ModelRequest, ModelRequestError, ModelUnavailable } from './port';

/** Of one `converse`, retries included: three of them fit into the function's timeout. */
const TIMEOUT_MS = 85_000;
const RETRY_DELAYS_MS = [1_000, 3_000, 8_000, 15_000];

/** Errors of the request: a retry would get the same one. All others are transient. */
const REQUEST_ERRORS = new Set([
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ConflictException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
]);

/**
 * Tool choices, the strictest first. Many models support only some of them, and reject the others with a
 * ValidationException that names the field.
 */
const TOOL_CHOICES = ['tool', 'any', 'auto'] as const;

const isToolChoiceError = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /tool_?choice/i.test(error.message);

/** Replaces the request's tool choice. Bedrock's default is `auto`. */
function withToolChoice(request: ModelRequest, choice: (typeof TOOL_CHOICES)[number] | undefined): ModelRequest {
  const { toolConfig } = request;
  if (!toolConfig?.toolChoice?.tool || choice === 'tool') return request;
  return { ...request, toolConfig: { ...toolConfig, toolChoice: choice === 'any' ? { any: {} } : undefined } };
}

/** A Bedrock model, by its id or the id of an inference profile. The client must not retry. */
export function bedrockModel(
  client: BedrockRuntimeClient,
  modelId: string,
  pause: (milliseconds: number) => Promise<void>,
): Model {
  // Kept for later calls: it depends on the model, not on the request.
  let choice = 0;
  return {
    modelId,
    async converse(request) {
      const deadline = Date.now() + TIMEOUT_MS;
      for (let retries = 0; ; retries += 1) {
        try {
          const abortSignal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
          const command = new ConverseCommand({ ...withToolChoice(request, TOOL_CHOICES[choice]), modelId });
          return await client.send(command, { abortSignal });
        } catch (error) {
          if (isToolChoiceError(error) && request.toolConfig?.toolChoice?.tool && choice < TOOL_CHOICES.length - 1) {
            choice += 1;
            retries -= 1;
            continue;
          }
          if (isRequestError(error)) throw new ModelRequestError(messageOf(error), { cause: error });
          const delay = RETRY_DELAYS_MS[retries];
          // A call in the second half of the time would hardly finish.
          if (delay === undefined || Date.now() + delay > deadline - TIMEOUT_MS / 2) {
            throw new ModelUnavailable(messageOf(error), { cause: error });
          }
          await pause(delay);
        }
      }
    },
  };
}

const isRequestError = (error: unknown): boolean => error instanceof Error && REQUEST_ERRORS.has(error.name);

const messageOf = (error: unknown): string =>
  error instanceof Error ? `The model call failed. ${error.name}: ${error.message}` : String(error);
