import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';
import { digestOf } from './digest';
import { formatResponseText, parseResponseText, type ToolCall } from './response-text';

const Tokens = z.strictObject({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadInputTokens: z.optional(z.number()),
  cacheWriteInputTokens: z.optional(z.number()),
});

const Header = z.strictObject({
  question: z.string(),
  turn: z.int(),
  /** Digest of the earlier results; none in a first turn. */
  earlier: z.optional(z.string()),
  /** Digest of the request that the response is to. */
  request: z.string(),
  model: z.string(),
  recordedAt: z.iso.datetime(),
  /** Of the call. */
  seconds: z.number(),
  tokens: Tokens,
  /** Digest of the other fields and of the response. */
  seal: z.string(),
});

export type RecordedTokens = z.infer<typeof Tokens>;

/** The response of a model to one request. */
export interface Recording extends Omit<z.infer<typeof Header>, 'seal'> {
  readonly calls: readonly ToolCall[];
}

/** A file is no recording, or was changed since it was recorded. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

const FORMAT = /^---\n([\s\S]*?)\n---\n\n?([\s\S]*)$/;

/** A digest that was changed without asking the model again would pass an old response off as one to the new request. */
const sealOf = (header: object, response: string): string =>
  digestOf(`${stringify(header, { sortMapEntries: true })}\n${response}`);

/** A recording as the text of its file. */
export function formatRecording({ calls, ...fields }: Recording): string {
  const response = formatResponseText(calls);
  const header = { ...fields, seal: sealOf(fields, response) };
  return `---\n${stringify(header, { lineWidth: 0 })}---\n\n${response}`;
}

/** @throws RecordingError or ResponseTextError */
export function parseRecording(text: string, file: string): Recording {
  const [, yaml, response = ''] = FORMAT.exec(text) ?? [];
  const header = yaml === undefined ? undefined : Header.safeParse(parse(yaml));
  if (!header?.success)
    throw new RecordingError(`${file} is no recording. Remove it, and record again with npm run eval -- --record.`);
  const { seal, ...fields } = header.data;
  if (seal !== sealOf(fields, response)) {
    throw new RecordingError(
      `${file} was changed after ${fields.recordedAt}. Restore it, or remove it and record again with npm run eval -- --record.`,
    );
  }
  return { ...fields, calls: parseResponseText(response) };
}
