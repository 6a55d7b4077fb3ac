import { EventStreamCodec } from '@smithy/core/event-streams';
import type { ConverseBody } from './backend';

/**
 * The messages of ConverseStream in the binary framing of event streams.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

const DELTA_CHARACTERS = 400;

function frame(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const all = { ':content-type': 'application/json', ...headers };
  const encoded = Object.entries(all).map(([name, value]) => [name, { type: 'string', value }]);
  return codec.encode({ headers: Object.fromEntries(encoded), body: Buffer.from(JSON.stringify(payload)) });
}

export const eventFrame = (type: string, payload: object): Uint8Array =>
  frame({ ':message-type': 'event', ':event-type': type }, payload);

/** An error after the stream has begun. ConverseStream knows these five. */
export function exceptionFrame(code: string, message: string): Uint8Array {
  const name = code.charAt(0).toLowerCase() + code.slice(1);
  const known = ['internalServerException', 'modelStreamErrorException', 'throttlingException', 'validationException'];
  const isRequestError = /^(?:accessDenied|resourceNotFound|serviceQuotaExceeded)/.test(name);
  const type = isRequestError ? 'validationException' : 'serviceUnavailableException';
  return frame({ ':message-type': 'exception', ':exception-type': known.includes(name) ? name : type }, { message });
}

export const startFrame = (): Uint8Array => eventFrame('messageStart', { role: 'assistant' });

/** A delta without text, which says that the response is still being written. */
export const aliveFrame = (): Uint8Array =>
  eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: '' } });

interface Block {
  readonly text?: string;
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: unknown };
  readonly reasoningContent?: {
    readonly reasoningText?: { readonly text: string; readonly signature?: string };
    readonly redactedContent?: string;
  };
}

/** The events of a whole response, after the start of its message. */
export function* responseFrames({ output, stopReason, usage, metrics }: ConverseBody): Generator<Uint8Array> {
  const { message } = (output ?? {}) as { message?: { content?: readonly Block[] } };
  for (const [index, block] of (message?.content ?? []).entries()) {
    const contentBlockIndex = index + 1;
    if (block.toolUse) {
      const { toolUseId, name } = block.toolUse;
      yield eventFrame('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } });
    }
    for (const delta of deltasOf(block)) yield eventFrame('contentBlockDelta', { contentBlockIndex, delta });
    yield eventFrame('contentBlockStop', { contentBlockIndex });
  }
  yield eventFrame('messageStop', { stopReason });
  yield eventFrame('metadata', { usage, metrics });
}

function deltasOf({ text, toolUse, reasoningContent }: Block): object[] {
  if (toolUse) return partsOf(JSON.stringify(toolUse.input)).map((input) => ({ toolUse: { input } }));
  if (reasoningContent) {
    const { reasoningText, redactedContent } = reasoningContent;
    if (!reasoningText) return [{ reasoningContent: { redactedContent } }];
    const { signature } = reasoningText;
    const texts = partsOf(reasoningText.text).map((part) => ({ reasoningContent: { text: part } }));
    return signature === undefined ? texts : [...texts, { reasoningContent: { signature } }];
  }
  return partsOf(text ?? '').map((part) => ({ text: part }));
}

const partsOf = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / DELTA_CHARACTERS) }, (_, index) =>
    text.slice(index * DELTA_CHARACTERS, (index + 1) * DELTA_CHARACTERS),
  );
