import type { ContentBlock, ConverseRequest, Message } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseBody } from '../backend';
import { digestOf } from './digest';

/** A request to a model as a text, without what differs between two jobs with the same question. */
export interface RequestText {
  /** The question, or the last one of a conversation. */
  readonly question: string;
  /** 1 for the first response that is asked for. */
  readonly turn: number;
  /** Digest of the results and remarks that the model has got since the question; undefined without any. */
  readonly earlier?: string;
  /** The conversation, for people. Names the digest of `instructions`. */
  readonly text: string;
  /** Instructions and tools, which most requests share. */
  readonly instructions: string;
  readonly instructionsDigest: string;
  /** Of `text`. */
  readonly digest: string;
}

const QUESTION = /<question>\n?([\s\S]*?)\n?<\/question>/g;
const TABLES = /(<tables>\n?)([\s\S]*?)(\n?<\/tables>)/;
/** Text of a first message that describes something, such as tables. Other text is a remark. */
const TAGGED = /<(\w+)>[\s\S]*<\/\1>/;
const TEMPORARY_PATH = /\/tmp\/[\w./-]*/g;

/** Reads a request of Converse. Cache points, limits, the tool choice and metadata are left out. */
export function requestText(request: ConverseBody): RequestText {
  const { system = [], messages = [], toolConfig, requestMetadata } = request as unknown as ConverseRequest;
  const stable = stableText(requestMetadata?.jobId);
  const instructions = instructionsText(system.map(({ text }) => text ?? '').join('\n\n'), toolConfig?.tools ?? []);
  const instructionsDigest = digestOf(instructions);
  const parts = messages.flatMap(partsOf).map((part) => ({ ...part, text: stable(part.text) }));
  const text = [
    `Instructions and tools: instructions-${instructionsDigest}.md`,
    ...parts.map(({ title, text: part }) => `=== ${title}\n${part}`),
  ].join('\n\n');
  const results = parts.filter(({ isResult }) => isResult).map((part) => part.text);
  const questions = [...text.matchAll(QUESTION)].map(([, question = '']) => question);
  return {
    question: questions.at(-1) ?? '',
    turn: 1 + messages.filter(({ role }) => role === 'assistant').length,
    ...(results.length > 0 && { earlier: digestOf(results.join('\n')) }),
    text,
    instructions,
    instructionsDigest,
    digest: digestOf(text),
  };
}

interface Part {
  readonly title: string;
  readonly text: string;
  readonly isResult: boolean;
}

function partsOf({ role, content = [] }: Message): Part[] {
  return content.flatMap((block: ContentBlock): Part[] => {
    if (block.text !== undefined) {
      return [{ title: role ?? '', text: block.text, isResult: role === 'user' && !TAGGED.test(block.text) }];
    }
    if (block.toolUse)
      return [{ title: `call ${block.toolUse.name}`, text: fieldsOf(block.toolUse.input), isResult: false }];
    if (!block.toolResult) return [];
    const { status, content: results = [] } = block.toolResult;
    const text = results.map((result) => result.text ?? JSON.stringify(result.json)).join('\n');
    return [{ title: status === 'error' ? 'result: error' : 'result', text, isResult: true }];
  });
}

/** The fields of a call, a program as it is. */
const fieldsOf = (input: unknown): string =>
  Object.entries((input ?? {}) as Record<string, unknown>)
    .map(([name, value]) => `--- ${name}\n${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

const instructionsText = (text: string, tools: readonly object[]): string =>
  `${text}\n\n# Tools\n\n${tools.map((tool) => `\`\`\`json\n${JSON.stringify(tool, undefined, 2)}\n\`\`\``).join('\n\n')}\n`;

/** Replaces the id of the job, the age of the tables and temporary paths, which differ between two runs. */
const stableText =
  (jobId = '') =>
  (text: string): string => {
    const withoutAge = text.replace(TABLES, (whole, start: string, json: string, end: string) => {
      const tables = parsed(json);
      if (!tables) return whole;
      const { age: _, ...others } = tables;
      return `${start}${readable(others)}${end}`;
    });
    const withoutPaths = withoutAge.replace(TEMPORARY_PATH, '/tmp/…');
    return jobId ? withoutPaths.replaceAll(jobId, '(job id)') : withoutPaths;
  };

/** JSON with a line for each table and column. `<` stays escaped, as the model gets it. */
const readable = (value: object): string =>
  JSON.stringify(value).replaceAll('{"name":', '\n{"name":').replaceAll('<', '\\u003c');

function parsed(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
