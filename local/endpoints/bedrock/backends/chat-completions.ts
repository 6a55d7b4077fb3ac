import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import { ServiceError } from '../../wire/service-error';
import type { Backend } from '../backend';
import { type ChatRequest, chatRequest } from './chat-request';
import { converseResponse } from './chat-response';
import { addChunk, type ChatResponse, emptyResponse, eventData, lengthOf } from './chat-stream';

export interface ChatOptions {
  /** Base URL of the server, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  /** Name of the model on the server. */
  readonly modelName: string;
  readonly apiKey?: string;
  /** Timeout of a request in seconds; must be below the caller's timeout. */
  readonly timeoutSeconds?: number;
}

/** Generous upper bound, to cut responses of servers that ignore max_tokens. */
const MAX_CHARACTERS_PER_TOKEN = 8;
const DEFAULT_TOKENS = 8192;
/** Longest Retry-After, in seconds, that is honoured before the throttling is reported to the caller. */
const MAX_RETRY_AFTER = 20;

const failed = (code: string, message: string, status: number) => new ServiceError(code, message, { status });

/** A server with OpenAI's chat completions API: Ollama, vLLM, llama.cpp and others. */
export function chatCompletionsBackend(options: ChatOptions): Backend {
  const { url, modelName, apiKey, timeoutSeconds = 80 } = options;
  const address = /\/chat\/completions\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/chat/completions`;
  const host = new URL(address).host;
  // Set to false when the server rejects a request with tools.
  let useTools = true;

  async function post(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
    const send = () => fetch(address, { method: 'POST', headers, body: JSON.stringify(request), signal });
    const response = await send();
    const pause = response.status === 429 ? Number(response.headers.get('retry-after')) : 0;
    if (!(pause > 0 && pause <= MAX_RETRY_AFTER)) return response;
    await response.body?.cancel();
    await new Promise((wake) => setTimeout(wake, pause * 1000));
    return send();
  }

  async function errorOf(response: Response): Promise<ServiceError> {
    const body = (await response.text().catch(() => '')).slice(0, 500);
    const text = `${host} responded with ${response.status}: ${body || response.statusText}`;
    const { status } = response;
    if (status === 401 || status === 403) {
      return failed('AccessDeniedException', `${text}. Set MODEL_API_KEY to its API key.`, 403);
    }
    if (status === 404) return failed('ResourceNotFoundException', text, 404);
    if (status === 429) return failed('ThrottlingException', text, 429);
    if (status >= 500) return failed('ServiceUnavailableException', text, 503);
    return failed('ValidationException', text, 400);
  }

  async function read(response: Response, maxCharacters: number, result: ChatResponse): Promise<void> {
    const body = response.body as unknown as AsyncIterable<Uint8Array>;
    if (response.headers.get('content-type')?.includes('text/event-stream')) {
      for await (const data of eventData(body)) {
        addChunk(result, data);
        // Leaving the loop closes the connection. The response counts as cut at its token limit.
        if (lengthOf(result) > maxCharacters) {
          result.finish = 'length';
          return;
        }
      }
      return;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > maxCharacters * 2 + 65_536) {
        result.finish = 'length';
        return;
      }
    }
    addChunk(result, text);
  }

  async function ask(request: ConverseRequest, signal: AbortSignal): Promise<ChatResponse> {
    const maxCharacters = (request.inferenceConfig?.maxTokens ?? DEFAULT_TOKENS) * MAX_CHARACTERS_PER_TOKEN;
    const result = emptyResponse();
    const response = await post(chatRequest(request, modelName, useTools), signal);
    if (!response.ok) {
      const error = await errorOf(response);
      if (!useTools || !/\btools?\b|tool_choice|function/i.test(error.message) || error.status === 401) throw error;
      useTools = false;
      return ask(request, signal);
    }
    try {
      await read(response, maxCharacters, result);
    } catch (error) {
      if (signal.aborted) throw error;
      throw failed('ModelErrorException', `The response of ${host} could not be read: ${String(error)}`, 424);
    }
    if (!result.finish) throw failed('ModelErrorException', `The response of ${host} is incomplete.`, 424);
    return result;
  }

  return {
    name: `${modelName} at ${host}`,
    async converse(_modelId, body, signal) {
      const start = Date.now();
      const request = body as unknown as ConverseRequest;
      const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
      try {
        const response = await ask(request, AbortSignal.any([signal, timeout]));
        return converseResponse(response, request.toolConfig?.tools?.[0]?.toolSpec?.name, Date.now() - start);
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
