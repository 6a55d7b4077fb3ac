import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import { ServiceError } from '../../wire/service-error';
import type { Backend } from '../backend';
import { converseAnswer } from './chat-answer';
import { type ChatRequest, chatRequest } from './chat-request';
import { add, type ChatAnswer, emptyAnswer, eventData, lengthOf } from './chat-stream';

export interface ChatOptions {
  /** The server's base address, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  /** As the server calls it. */
  readonly modelName: string;
  readonly apiKey?: string;
  /** Seconds until an answer is given up; below what the caller waits. */
  readonly patienceSeconds?: number;
}

/** A token has rarely more characters: an answer above this does not keep to its limit. */
const CHARACTERS_PER_TOKEN = 8;
const DEFAULT_TOKENS = 8192;
/** Seconds that a server may ask to be left alone for without the caller being told. */
const LONGEST_PAUSE = 20;

const failed = (code: string, message: string, status: number) => new ServiceError(code, message, { status });

/** Any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp and others. */
export function chatCompletionsBackend(options: ChatOptions): Backend {
  const { url, modelName, apiKey, patienceSeconds = 80 } = options;
  const address = /\/chat\/completions\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/chat/completions`;
  const place = new URL(address).host;
  // Learned from the server's first refusal.
  let tools = true;

  async function post(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
    const send = () => fetch(address, { method: 'POST', headers, body: JSON.stringify(request), signal });
    const response = await send();
    const pause = response.status === 429 ? Number(response.headers.get('retry-after')) : 0;
    if (!(pause > 0 && pause <= LONGEST_PAUSE)) return response;
    await response.body?.cancel();
    await new Promise((wake) => setTimeout(wake, pause * 1000));
    return send();
  }

  async function refusal(response: Response): Promise<ServiceError> {
    const said = (await response.text().catch(() => '')).slice(0, 500);
    const text = `${place} answered ${response.status}: ${said || response.statusText}`;
    const { status } = response;
    if (status === 401 || status === 403) {
      return failed('AccessDeniedException', `${text}. Give the key that it wants in MODEL_API_KEY.`, 403);
    }
    if (status === 404) return failed('ResourceNotFoundException', text, 404);
    if (status === 429) return failed('ThrottlingException', text, 429);
    if (status >= 500) return failed('ServiceUnavailableException', text, 503);
    return failed('ValidationException', text, 400);
  }

  async function read(response: Response, mostCharacters: number, answer: ChatAnswer): Promise<void> {
    const body = response.body as unknown as AsyncIterable<Uint8Array>;
    if (response.headers.get('content-type')?.includes('text/event-stream')) {
      for await (const data of eventData(body)) {
        add(answer, data);
        // The loop's end closes the connection: an endless answer is cut like one at its limit.
        if (lengthOf(answer) > mostCharacters) {
          answer.finish = 'length';
          return;
        }
      }
      return;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > mostCharacters * 2 + 65_536) {
        answer.finish = 'length';
        return;
      }
    }
    add(answer, text);
  }

  async function ask(request: ConverseRequest, signal: AbortSignal): Promise<ChatAnswer> {
    const most = (request.inferenceConfig?.maxTokens ?? DEFAULT_TOKENS) * CHARACTERS_PER_TOKEN;
    const answer = emptyAnswer();
    const response = await post(chatRequest(request, modelName, tools), signal);
    if (!response.ok) {
      const refused = await refusal(response);
      if (!tools || !/\btools?\b|tool_choice|function/i.test(refused.message) || refused.status === 401) throw refused;
      tools = false;
      return ask(request, signal);
    }
    try {
      await read(response, most, answer);
    } catch (error) {
      if (signal.aborted) throw error;
      throw failed('ModelErrorException', `The answer of ${place} could not be read to its end: ${String(error)}`, 424);
    }
    if (!answer.finish) throw failed('ModelErrorException', `The answer of ${place} broke off.`, 424);
    return answer;
  }

  return {
    name: `${modelName} at ${place}`,
    async converse(_modelId, body, gone) {
      const began = Date.now();
      const request = body as unknown as ConverseRequest;
      const patience = AbortSignal.timeout(patienceSeconds * 1000);
      try {
        const answer = await ask(request, AbortSignal.any([gone, patience]));
        return converseAnswer(answer, request.toolConfig?.tools?.[0]?.toolSpec?.name, Date.now() - began);
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        if (patience.aborted) {
          throw failed('ModelTimeoutException', `${place} did not finish its answer within ${patienceSeconds} s.`, 408);
        }
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw failed('ServiceUnavailableException', `${address} was not reached: ${cause}`, 503);
      }
    },
  };
}
