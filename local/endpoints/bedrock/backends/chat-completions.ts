import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import { MODEL_CALL_SECONDS } from '../../../../lib/time-limits';
import { ServiceError } from '../../wire/service-error';
import type { Backend } from '../backend';
import { type Dialect, fullDialect, simplerDialect } from './chat/dialect';
import { excerptOf, serviceErrorOf, UnreadableResponse } from './chat/errors';
import { type ChatRequest, chatRequest } from './chat/request';
import { converseResponse } from './chat/response';
import { addChunk, type ChatResponse, DONE, emptyResponse, eventData, lengthOf, ReportedError } from './chat/stream';

export interface ChatOptions {
  /** Base URL of the server, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  /** Name of the model on the server. */
  readonly modelName: string;
  readonly apiKey?: string;
  /** Timeout of a request in seconds; must be below the caller's timeout. */
  readonly timeoutSeconds?: number;
  readonly retryDelayMs?: number;
}

/** Generous upper bound, to cut responses of servers that ignore the token limit. */
const MAX_CHARACTERS_PER_TOKEN = 8;
const DEFAULT_TOKENS = 8192;
/** Longest Retry-After, in seconds, that is honoured before the throttling is reported to the caller. */
const MAX_RETRY_AFTER = 20;
/** Requests for one response, if the server's responses cannot be read. A slow one is repeated once. */
const MAX_TRIES = 3;
const MAX_RETRYING_MS = 20_000;

const failed = (code: string, message: string, status: number) => new ServiceError(code, message, { status });
const pause = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

/** A server with OpenAI's chat completions API: Ollama, vLLM, llama.cpp and others. */
export function chatCompletionsBackend(options: ChatOptions): Backend {
  const { url, modelName, apiKey, timeoutSeconds = MODEL_CALL_SECONDS - 10, retryDelayMs = 1000 } = options;
  const address = /\/chat\/completions\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/chat/completions`;
  const host = new URL(address).host;
  // Learned from the server's refusals.
  let dialect: Dialect = fullDialect;

  async function post(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
    const send = () => fetch(address, { method: 'POST', headers, body: JSON.stringify(request), signal });
    const response = await send();
    const seconds = response.status === 429 ? Number(response.headers.get('retry-after')) : 0;
    if (!(seconds > 0 && seconds <= MAX_RETRY_AFTER)) return response;
    await response.body?.cancel();
    await pause(seconds * 1000);
    return send();
  }

  /** The response of the server to a request in a dialect that it accepts. */
  async function accepted(request: ConverseRequest, signal: AbortSignal): Promise<Response> {
    for (;;) {
      const response = await post(chatRequest(request, modelName, dialect), signal);
      if (response.ok) return response;
      const body = await response.text().catch(() => '');
      const error = serviceErrorOf(host, response.status, body);
      const simpler = error.code === 'AccessDeniedException' ? undefined : simplerDialect(dialect, body);
      // A refusal of what the request has. Throttles and outages name fields by chance.
      if (!simpler || response.status === 429 || response.status === 503) throw error;
      dialect = simpler;
    }
  }

  async function read(response: Response, maxCharacters: number): Promise<ChatResponse> {
    const result = emptyResponse();
    const body = response.body as unknown as AsyncIterable<Uint8Array>;
    if (response.headers.get('content-type')?.includes('text/event-stream')) {
      for await (const data of eventData(body)) {
        // A server that ends its stream properly has finished, whatever it left out.
        if (data === DONE) result.finish ??= result.hasChoice ? 'stop' : undefined;
        else addChunk(result, data);
        // Leaving the loop closes the connection. The response counts as cut at its token limit.
        if (lengthOf(result) > maxCharacters) return { ...result, finish: 'length' };
      }
    } else {
      let text = '';
      const decoder = new TextDecoder();
      for await (const bytes of body) {
        text += decoder.decode(bytes, { stream: true });
        if (text.length > maxCharacters * 2 + 65_536) return { ...result, finish: 'length' };
      }
      if (!/^\s*\{/.test(text))
        throw new UnreadableResponse(`${host} responded with ${excerptOf(text)} instead of JSON.`);
      addChunk(result, text);
      if (!result.hasChoice) throw new UnreadableResponse(`${host} responded without choices: ${excerptOf(text)}`);
      result.finish ??= 'stop';
    }
    if (!result.hasChoice) throw new UnreadableResponse(`${host} ended its response without choices.`);
    if (!result.finish)
      throw new UnreadableResponse(`The response of ${host} broke off after ${lengthOf(result)} characters.`);
    return result;
  }

  /** One response, read to its end. Rejects with UnreadableResponse or ServiceError. */
  async function respond(request: ConverseRequest, signal: AbortSignal): Promise<ChatResponse> {
    const maxCharacters = (request.inferenceConfig?.maxTokens ?? DEFAULT_TOKENS) * MAX_CHARACTERS_PER_TOKEN;
    const response = await accepted(request, signal);
    try {
      return await read(response, maxCharacters);
    } catch (error) {
      if (signal.aborted || error instanceof UnreadableResponse) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      // Such as an overload: a retry later may help.
      if (error instanceof ReportedError)
        throw failed('ModelErrorException', `${host} reported an error: ${reason}`, 424);
      throw new UnreadableResponse(`The response of ${host} could not be read: ${reason}`);
    }
  }

  async function respondReadably(request: ConverseRequest, signal: AbortSignal): Promise<ChatResponse> {
    const start = Date.now();
    for (let tries = 1; ; tries += 1) {
      try {
        return await respond(request, signal);
      } catch (error) {
        if (!(error instanceof UnreadableResponse)) throw error;
        const mayRetry = tries < MAX_TRIES && (tries === 1 || Date.now() - start < MAX_RETRYING_MS);
        if (!mayRetry) {
          const advice = `Check that the address in --model is that of a chat completions server, and read the log of ${host}.`;
          throw failed('ValidationException', `${error.message} (${tries} requests) ${advice}`, 400);
        }
        await pause(retryDelayMs);
      }
    }
  }

  return {
    name: `${modelName} at ${host}`,
    async converse(_modelId, body, signal) {
      const start = Date.now();
      const request = body as unknown as ConverseRequest;
      const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
      try {
        const response = await respondReadably(request, AbortSignal.any([signal, timeout]));
        return converseResponse(response, request.toolConfig, Date.now() - start);
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        if (timeout.aborted) {
          throw failed('ModelTimeoutException', `${host} did not finish its response within ${timeoutSeconds} s.`, 408);
        }
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw failed('ServiceUnavailableException', `Cannot connect to ${address}: ${cause}`, 503);
      }
    },
  };
}
