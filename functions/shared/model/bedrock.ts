import { type BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { MIN_MODEL_CALL_SECONDS, MODEL_CALL_SECONDS, MODEL_IDLE_SECONDS } from '../../../lib/time-limits';
import { adaptRequest, type Refusals, type Settings } from './adapt-request';
import { isPermanent, isValidationError, modelError } from './errors';
import { estimatedUsage } from './estimate';
import { featuresOf, TOOL_CHOICES } from './features';
import { type CallOptions, type Model, type ModelRequest, ModelRequestError, type ModelResponse } from './port';
import { responseStream } from './response-stream';

const RETRY_DELAYS_MS = [1_000, 3_000, 8_000, 15_000, 30_000];

export interface BedrockSettings extends Partial<Settings> {
  /** The foundation model behind `modelId`, where that is an ARN: its features and its price. */
  readonly foundationModelId?: string;
  readonly idleSeconds?: number;
}

/** The stream ended without a stop reason, or nothing came for too long. */
class BrokenStream extends Error {
  override name = 'BrokenStream';
}

/** An error of the caller's `onProgress`, which is passed on as it is. */
class Interrupted extends Error {
  constructor(override readonly cause: unknown) {
    super('interrupted');
  }
}

/**
 * A Bedrock model, by its id, or the id or ARN of an inference profile. The client must not retry.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export function bedrockModel(
  client: BedrockRuntimeClient,
  modelId: string,
  pause: (milliseconds: number) => Promise<void>,
  { thinking = 'off', effort = 'medium', foundationModelId, idleSeconds = MODEL_IDLE_SECONDS }: BedrockSettings = {},
): Model {
  const name = foundationModelId || modelId;
  const features = featuresOf(name);
  const refusals: Refusals = { toolChoice: 'tool', modelFields: false, cachePoints: false };

  /** One response. Rejects with BrokenStream, Interrupted, or an error of the client. */
  async function stream(request: ModelRequest, deadline: number, options: CallOptions): Promise<ModelResponse> {
    const abort = new AbortController();
    const received = responseStream();
    let began = false;
    let timer: NodeJS.Timeout | undefined;
    // The client does not always reject when it is aborted in the middle of a stream.
    let timeUp: (error: Error) => void = () => undefined;
    const timeout = new Promise<never>((_, reject) => {
      timeUp = reject;
    });
    timeout.catch(() => undefined);
    const restartTimer = () => {
      clearTimeout(timer);
      const left = Math.max(0, deadline - Date.now()) / 1000;
      const message =
        left < idleSeconds
          ? 'The model did not end its response in time.'
          : `The model sent nothing for ${idleSeconds} s.`;
      const expire = () => {
        began = true;
        timeUp(new BrokenStream(message));
      };
      timer = setTimeout(expire, 1000 * Math.min(idleSeconds, left));
    };
    try {
      restartTimer();
      const command = new ConverseStreamCommand({ ...request, modelId });
      const response = await Promise.race([client.send(command, { abortSignal: abort.signal }), timeout]);
      began = true;
      const events = response.stream?.[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([events?.next() ?? { done: true as const }, timeout]);
        if (next.done) break;
        restartTimer();
        received.add(next.value);
        await options.onProgress?.().catch((error: unknown) => {
          throw new Interrupted(error);
        });
      }
      const result = received.response();
      if (!result) throw new BrokenStream('The response of the model broke off.');
      return result;
    } catch (error) {
      abort.abort();
      if (began) options.onBrokenCall?.(estimatedUsage(request, received.characters()));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Notes what the model refused. False if the request cannot be changed accordingly. */
  function noteRefusal(error: unknown, { toolConfig, system, messages, ...request }: ModelRequest): boolean {
    const sent = toolConfig?.toolChoice;
    if (isValidationError(error, /tool_?choice/i) && (sent?.tool || sent?.any)) {
      refusals.toolChoice = TOOL_CHOICES[TOOL_CHOICES.indexOf(sent.tool ? 'tool' : 'any') + 1] ?? 'auto';
      return true;
    }
    const hasCachePoints = JSON.stringify([system, messages]).includes('"cachePoint"');
    if (isValidationError(error, /cache_?point|prompt cach/i) && hasCachePoints) {
      refusals.cachePoints = true;
      return true;
    }
    const hasModelFields = request.additionalModelRequestFields !== undefined || request.outputConfig !== undefined;
    if (isValidationError(error, /thinking|effort|reasoning|output_?config|beta|extraneous/i) && hasModelFields) {
      refusals.modelFields = true;
      return true;
    }
    return false;
  }

  return {
    modelId: name,
    async converse(request, options = {}) {
      if (name.startsWith('arn:')) {
        throw new ModelRequestError(`The model is an ARN, ${name}, whose price is unknown without FoundationModelId.`);
      }
      const deadline = Date.now() + (options.timeoutSeconds ?? MODEL_CALL_SECONDS) * 1000;
      for (let retries = 0; ; ) {
        const adapted = adaptRequest(request, features, { thinking, effort }, refusals);
        try {
          return await stream(adapted, deadline, options);
        } catch (error) {
          if (error instanceof Interrupted) throw error.cause;
          if (noteRefusal(error, adapted)) continue;
          const delay = RETRY_DELAYS_MS[retries];
          const isTooLate = delay === undefined || Date.now() + delay > deadline - MIN_MODEL_CALL_SECONDS * 1000;
          if (isPermanent(error) || isTooLate) throw modelError(error);
          retries += 1;
          await pause(delay);
          // A call that waits for its quota is alive, too.
          await options.onProgress?.();
        }
      }
    },
  };
}
