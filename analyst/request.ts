import type { ContentBlock, ConverseCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import { readSchema, type Schema } from './schema/model';

/** The JSON body of a Converse request. The model is in its address. */
export type ConverseRequestBody = Omit<ConverseCommandInput, 'modelId'>;

/** A program that was handed in before, and its error. */
export interface EarlierAttempt {
  readonly input: unknown;
  readonly error: string;
}

/** What a model sees of a job. */
export interface AnalystRequest {
  readonly schema: Schema;
  readonly question: string;
  /** The questions before it in the conversation, the oldest first. */
  readonly questionsBefore: readonly string[];
  readonly earlier: readonly EarlierAttempt[];
}

const textsOf = (message: Message | undefined): string[] =>
  message?.content?.flatMap((block) => block.text ?? []) ?? [];

const between = (text: string, tag: string): string | undefined => {
  const start = text.indexOf(`<${tag}>`);
  const end = text.lastIndexOf(`</${tag}>`);
  return start >= 0 && end > start ? text.slice(start + tag.length + 2, end).trim() : undefined;
};

const resultText = (block: ContentBlock): string | undefined => {
  if (block.toolResult?.status !== 'error') return undefined;
  return block.toolResult.content?.map((part) => part.text ?? '').join('\n') ?? '';
};

const earlierOf = (messages: readonly Message[]): EarlierAttempt[] => {
  const inputs = messages
    .filter((message) => message.role === 'assistant')
    .map((message) => message.content?.find((block) => block.toolUse)?.toolUse?.input);
  const errors = messages
    .filter((message) => message.role === 'user')
    .flatMap((message) => message.content?.flatMap((block) => resultText(block) ?? []) ?? []);
  return errors.map((error, at) => ({ input: inputs[at], error }));
};

/** The questions of a conversation as a request has them. */
const questionsOf = (turns: string): string[] => {
  const parsed: unknown = JSON.parse(turns);
  return (Array.isArray(parsed) ? parsed : []).flatMap((turn: { readonly question?: unknown } | null) =>
    typeof turn?.question === 'string' ? turn.question : [],
  );
};

/** Reads the tables, the question, those before it and the earlier attempts of a request. Throws if there are no tables or no question. */
export const readRequest = (request: ConverseRequestBody): AnalystRequest => {
  const messages = request.messages ?? [];
  const texts = textsOf(messages.find((message) => message.role === 'user'));
  const tables = texts.map((text) => between(text, 'tables')).find((text) => text !== undefined);
  const question = texts.map((text) => between(text, 'question')).find((text) => text !== undefined);
  const turns = texts.map((text) => between(text, 'earlier')).find((text) => text !== undefined);
  if (tables === undefined || question === undefined) throw new Error('The request has no tables or no question.');
  const questionsBefore = turns === undefined ? [] : questionsOf(turns);
  return { schema: readSchema(tables), question, questionsBefore, earlier: earlierOf(messages) };
};
