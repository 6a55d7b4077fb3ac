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

/** An answer put together from its parts. */
export interface ChatAnswer {
  text: string;
  calls: { id: string; name: string; input: string }[];
  /** As the server says it; undefined while the answer is not finished. */
  finish?: string;
  usage: { input: number; output: number };
}

export const emptyAnswer = (): ChatAnswer => ({ text: '', calls: [], usage: { input: 0, output: 0 } });

/** Adds a part of a stream, or a whole answer of a server that does not stream. @throws what is no such part. */
export function add(answer: ChatAnswer, json: string): void {
  const { choices = [], usage, error } = chunk.parse(JSON.parse(json));
  if (error) throw new Error(typeof error === 'string' ? error : JSON.stringify(error));
  if (usage) answer.usage = { input: usage.prompt_tokens ?? 0, output: usage.completion_tokens ?? 0 };
  const [choice] = choices;
  if (!choice) return;
  const { content, tool_calls } = choice.delta ?? choice.message ?? {};
  answer.text += content ?? '';
  for (const [position, { index = position, id, function: called }] of (tool_calls ?? []).entries()) {
    answer.calls[index] ??= { id: '', name: '', input: '' };
    const known = answer.calls[index];
    known.id ||= id ?? '';
    known.name ||= called?.name ?? '';
    known.input += called?.arguments ?? '';
  }
  answer.finish = choice.finish_reason ?? answer.finish;
}

/** Characters that were received so far. */
export const lengthOf = ({ text, calls }: ChatAnswer): number =>
  calls.reduce((sum, one) => sum + (one?.input.length ?? 0), text.length);

/** The data of server-sent events, one after the other; `[DONE]` ends them. */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const data = /^data:\s*(.*?)\s*$/.exec(line)?.[1];
      if (data === '[DONE]') return;
      if (data) yield data;
    }
  }
}
