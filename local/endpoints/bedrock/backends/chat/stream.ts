import * as z from 'zod/mini';

/** Servers leave fields out, or fill them with null. */
const maybe = <T extends z.core.$ZodType>(schema: T) => z.optional(z.nullable(schema));

/** `arguments` is JSON text, or the object itself. */
const fn = z.looseObject({ name: maybe(z.string()), arguments: maybe(z.unknown()) });
const call = z.looseObject({ index: maybe(z.number()), id: maybe(z.string()), function: maybe(fn) });
const content = z.union([z.string(), z.array(z.looseObject({ text: maybe(z.string()) }))]);
const part = z.looseObject({
  content: maybe(content),
  tool_calls: maybe(z.array(call)),
  /** The form before `tool_calls`. */
  function_call: maybe(fn),
});
const tokens = maybe(z.number());
const chunk = z.looseObject({
  choices: maybe(
    z.array(z.looseObject({ delta: maybe(part), message: maybe(part), finish_reason: maybe(z.string()) })),
  ),
  usage: maybe(
    z.looseObject({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: maybe(z.looseObject({ cached_tokens: tokens })),
    }),
  ),
  error: z.optional(z.unknown()),
});

export interface ChatCall {
  /** The server's number of the call. */
  readonly index: number;
  id: string;
  name: string;
  /** JSON text. */
  input: string;
}

/** A response assembled from chunks. */
export interface ChatResponse {
  text: string;
  calls: ChatCall[];
  /** Whether the server sent a choice: otherwise it is no response of a model. */
  hasChoice: boolean;
  /** The server's finish_reason; undefined while the response is incomplete. */
  finish?: string;
  /** `input` without the tokens that the server had in its cache. */
  usage: { input: number; output: number; cached: number };
}

export const emptyResponse = (): ChatResponse => ({
  text: '',
  calls: [],
  hasChoice: false,
  usage: { input: 0, output: 0, cached: 0 },
});

/** An error that the server reports in place of a response. */
export class ReportedError extends Error {
  override name = 'ReportedError';
}

/** Adds a chunk of a stream, or the whole response of a server that does not stream. @throws on invalid chunks */
export function addChunk(response: ChatResponse, json: string): void {
  const { choices, usage, error } = chunk.parse(JSON.parse(json));
  if (error) throw new ReportedError(typeof error === 'string' ? error : JSON.stringify(error));
  if (usage) {
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
    const input = Math.max(0, (usage.prompt_tokens ?? 0) - cached);
    response.usage = { input, output: usage.completion_tokens ?? 0, cached };
  }
  const [choice] = choices ?? [];
  if (!choice) return;
  response.hasChoice = true;
  const { content: text, tool_calls, function_call } = choice.delta ?? choice.message ?? {};
  response.text += typeof text === 'string' ? text : (text ?? []).map((one) => one.text ?? '').join('');
  const calls = tool_calls ?? (function_call ? [{ function: function_call }] : []);
  for (const [position, one] of calls.entries()) addCall(response, position, one);
  response.finish = choice.finish_reason ?? response.finish;
}

function addCall({ calls }: ChatResponse, position: number, { index, id, function: part }: z.infer<typeof call>): void {
  const number = index ?? position;
  const current = calls.findLast((one) => one.index === number);
  // Some servers give several calls the same index.
  const isNew = !current || (id && current.id && id !== current.id && part?.name);
  const toolCall = isNew ? { index: number, id: '', name: '', input: '' } : current;
  if (isNew) calls.push(toolCall);
  toolCall.id ||= id ?? '';
  toolCall.name ||= part?.name ?? '';
  const input = part?.arguments ?? '';
  toolCall.input += typeof input === 'string' ? input : JSON.stringify(input);
}

/** Number of characters received so far. */
export const lengthOf = ({ text, calls }: ChatResponse): number =>
  calls.reduce((sum, { input }) => sum + input.length, text.length);

/** Yields the data of server-sent events, up to and with `[DONE]`. */
export async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const bytes of body) {
    buffer += decoder.decode(bytes, { stream: true });
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      const data = dataOf(line);
      if (data) yield data;
      if (data === DONE) return;
    }
  }
  const data = dataOf(buffer);
  if (data) yield data;
}

export const DONE = '[DONE]';

const dataOf = (line: string): string | undefined => /^data:\s*(.*?)\s*$/.exec(line)?.[1];
