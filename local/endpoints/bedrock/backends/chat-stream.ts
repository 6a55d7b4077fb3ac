import * as z from 'zod/mini';

const call = z.looseObject({
  index: z.optional(z.number()),
  id: z.optional(z.nullable(z.string())),
  function: z.optional(
    z.looseObject({ name: z.optional(z.nullable(z.string())), arguments: z.optional(z.nullable(z.string())) }),
  ),
});
const part = z.looseObject({
  content: z.optional(z.nullable(z.string())),
  tool_calls: z.optional(z.nullable(z.array(call))),
});
const chunk = z.looseObject({
  choices: z.optional(
    z.array(
      z.looseObject({
        delta: z.optional(part),
        message: z.optional(part),
        finish_reason: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
  usage: z.optional(
    z.nullable(z.looseObject({ prompt_tokens: z.optional(z.number()), completion_tokens: z.optional(z.number()) })),
  ),
  error: z.optional(z.unknown()),
});

/** A response assembled from chunks. */
export interface ChatResponse {
  text: string;
  calls: { id: string; name: string; input: string }[];
  /** The server's finish_reason; undefined while the response is incomplete. */
  finish?: string;
  usage: { input: number; output: number };
}

export const emptyResponse = (): ChatResponse => ({ text: '', calls: [], usage: { input: 0, output: 0 } });

/** Adds a chunk of a stream, or the whole response of a server that does not stream. @throws on invalid chunks */
export function addChunk(response: ChatResponse, json: string): void {
  const { choices = [], usage, error } = chunk.parse(JSON.parse(json));
  if (error) throw new Error(typeof error === 'string' ? error : JSON.stringify(error));
  if (usage) response.usage = { input: usage.prompt_tokens ?? 0, output: usage.completion_tokens ?? 0 };
  const [choice] = choices;
  if (!choice) return;
  const { content, tool_calls } = choice.delta ?? choice.message ?? {};
  response.text += content ?? '';
  for (const [position, { index = position, id, function: fn }] of (tool_calls ?? []).entries()) {
    response.calls[index] ??= { id: '', name: '', input: '' };
    const toolCall = response.calls[index];
    toolCall.id ||= id ?? '';
    toolCall.name ||= fn?.name ?? '';
    toolCall.input += fn?.arguments ?? '';
  }
  response.finish = choice.finish_reason ?? response.finish;
}

/** Number of characters received so far. */
export const lengthOf = ({ text, calls }: ChatResponse): number =>
  calls.reduce((sum, one) => sum + (one?.input.length ?? 0), text.length);

/** Yields the data of server-sent events until `[DONE]`. */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const bytes of body) {
    buffer += decoder.decode(bytes, { stream: true });
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      const data = /^data:\s*(.*?)\s*$/.exec(line)?.[1];
      if (data === '[DONE]') return;
      if (data) yield data;
    }
  }
}
