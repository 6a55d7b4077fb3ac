import { type BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { type Model, ModelRefused, type ModelRequest, ModelUnavailable } from './port';

/** Milliseconds for one `converse`, its repetitions included: below the function's time for three of them. */
const TIMEOUT_MS = 85_000;
const PAUSES = [1_000, 3_000, 8_000, 15_000];

/** What Bedrock says about the request itself: a repetition would be answered the same. */
const ofRequest = new Set([
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
 * Ways to have the tool called, from the surest on. Many models of Bedrock know only some of them, and say so in a
 * ValidationException that names the field.
 */
const CHOICES = ['tool', 'any', 'auto'] as const;

const isAboutChoice = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /tool_?choice/i.test(error.message);

/** The request with the choice of tools at this place; `auto` is what Bedrock does without one. */
function choosing(request: ModelRequest, place: number): ModelRequest {
  const { toolConfig } = request;
  if (!toolConfig?.toolChoice?.tool || CHOICES[place] === 'tool') return request;
  return { ...request, toolConfig: { ...toolConfig, toolChoice: CHOICES[place] === 'any' ? { any: {} } : undefined } };
}

/** A model of Bedrock by its id or inference profile. The client should not repeat by itself. */
export function bedrockModel(
  client: BedrockRuntimeClient,
  modelId: string,
  pause: (milliseconds: number) => Promise<void>,
): Model {
  // Of the model, so it is kept for later calls.
  let choice = 0;
  return {
    modelId,
    async converse(request) {
      const until = Date.now() + TIMEOUT_MS;
      for (let tries = 0; ; tries += 1) {
        try {
          const abortSignal = AbortSignal.timeout(Math.max(1, until - Date.now()));
          return await client.send(new ConverseCommand({ ...choosing(request, choice), modelId }), { abortSignal });
        } catch (error) {
          if (isAboutChoice(error) && request.toolConfig?.toolChoice?.tool && choice < CHOICES.length - 1) {
            choice += 1;
            tries -= 1;
            continue;
          }
          if (isOfRequest(error)) throw new ModelRefused(messageOf(error), { cause: error });
          const wait = PAUSES[tries];
          // A call that starts too late could not be answered in time.
          if (wait === undefined || Date.now() + wait > until - TIMEOUT_MS / 2) {
            throw new ModelUnavailable(messageOf(error), { cause: error });
          }
          await pause(wait);
        }
      }
    },
  };
}

const isOfRequest = (error: unknown): boolean => error instanceof Error && ofRequest.has(error.name);

const messageOf = (error: unknown): string =>
  error instanceof Error ? `The model did not answer. ${error.name}: ${error.message}` : String(error);
