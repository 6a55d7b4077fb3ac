import type { Tool } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';

export const TOOL_NAME = 'write_program';

/** Of a response: enough for a long program. Not more, because Bedrock reserves it from the account's quota for every call. */
export const MAX_TOKENS = 8192;

const text = (description: string, maximum: number) => z.string().check(z.maxLength(maximum), z.meta({ description }));

/** The tool's input schema. `parseToolInput` checks which fields go together. */
const ToolInput = z.object({
  plan: z.optional(text('The steps that lead to the answer, in a few sentences. Written before the program.', 10_000)),
  assumptions: z.optional(
    z
      .array(z.string())
      .check(z.meta({ description: 'How the question was read where it left a choice, one sentence each.' })),
  ),
  program: z.optional(text('The whole Python program.', 100_000)),
  unanswerable: z.optional(
    text('Instead of a program: what is missing to answer the question, and what can be asked.', 3_000),
  ),
});

/** A program, with the model's plan and assumptions. */
export interface ProgramInput {
  readonly plan: string;
  readonly assumptions: string[];
  readonly program: string;
}

export type ParsedInput =
  | { readonly kind: 'program'; readonly input: ProgramInput }
  | { readonly kind: 'unanswerable'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly problem: string };

const { $schema: _, ...inputSchema } = z.toJSONSchema(ToolInput, { io: 'input' });

export const writeProgramTool: Tool = {
  toolSpec: {
    name: TOOL_NAME,
    description:
      'Hands in the Python program that answers the question, or says why the question cannot be answered. ' +
      'Fill in either program (with plan and assumptions) or unanswerable, never both.',
    inputSchema: { json: inputSchema as never },
  },
};

/** Words that models fill a field with that they leave out. */
const NOTHING = /^\W*(?:none|null|nil|n\/?a|no|not applicable|undefined|false|empty)?\W*$/i;

const isNothing = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'string' && NOTHING.test(value));

/** Without the fields that stand for nothing, and with a list or a text where the schema wants the other. */
function normalised(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const given = Object.entries(input).filter(([, value]) => !isNothing(value));
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (name === 'assumptions' && typeof value === 'string') return [name, [value]];
      if (name === 'assumptions' && Array.isArray(value)) return [name, value.filter((one) => !isNothing(one))];
      const isLines = name !== 'assumptions' && Array.isArray(value) && value.every((one) => typeof one === 'string');
      return [name, isLines ? value.join('\n') : value];
    }),
  );
}

/** Validates the input of a call: exactly one of `program` and `unanswerable`, and not blank. */
export function parseToolInput(input: unknown): ParsedInput {
  const parsed = ToolInput.safeParse(normalised(input));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message, ...issue }) => {
      const expected = 'expected' in issue ? `expected ${String(issue.expected)}` : message;
      return `${path.join('..') || 'input'}: ${expected}`;
    });
    return { kind: 'invalid', problem: `The input of ${TOOL_NAME} is not valid. ${problems.join('; ')}` };
  }
  const { plan = '', assumptions = [], program = '', unanswerable = '' } = parsed.data;
  if ((program.trim() === '') === (unanswerable.trim() === '')) {
    return { kind: 'invalid', problem: `Fill in exactly one of program and unanswerable in ${TOOL_NAME}.` };
  }
  if (unanswerable.trim()) return { kind: 'unanswerable', reason: unanswerable.trim() };
  return { kind: 'program', input: { plan, assumptions, program } };
}
