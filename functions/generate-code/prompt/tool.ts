import type { Tool } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';
import { PROGRAM_MAX_CHARACTERS } from '../../../events';

export const TOOL_NAME = 'write_program';
export const UNANSWERABLE_NAME = 'unanswerable';

/** Of a response: enough for a long program. Not more, because Bedrock reserves it from the account's quota for every call. */
export const MAX_TOKENS = 8192;

const text = (description: string, maximum: number) => z.string().check(z.maxLength(maximum), z.meta({ description }));

const ProgramFields = z.object({
  plan: z.optional(text('The steps that lead to the answer, in a few sentences. Written before the program.', 10_000)),
  assumptions: z.optional(
    z
      .array(z.string())
      .check(z.meta({ description: 'How the question was read where it left a choice, one sentence each.' })),
  ),
  program: z.optional(text('The whole Python program.', PROGRAM_MAX_CHARACTERS)),
});

/** The reason of `unanswerable`, also as models write it into a call of write_program. */
const Reason = z.object({ reason: z.string().check(z.maxLength(3_000)), choices: z.optional(z.unknown()) });

const UnanswerableFields = z.object({
  reason: text('What is missing or open, for the person who asked, in the language of the question.', 3_000),
  choices: z.optional(
    z.array(z.object({ question: z.string(), tables: z.array(z.string()), columns: z.array(z.string()) })).check(
      z.meta({
        description:
          'Up to three complete questions that the tables can answer instead: the readings of an open question, or the ' +
          'nearest thing. Each with the tables and columns that it needs.',
      }),
    ),
  ),
});

/** A program, with the model's plan and assumptions. */
export interface ProgramInput {
  readonly plan: string;
  readonly assumptions: string[];
  readonly program: string;
}

/** A question to ask instead, as the model gives it. */
export type OfferedChoice = z.infer<typeof OfferedChoice>;
const names = z.union([
  z.array(z.string()),
  z.pipe(
    z.string(),
    z.transform((name) => [name]),
  ),
]);
const OfferedChoice = z.object({
  question: z.string(),
  tables: z._default(names, []),
  columns: z._default(names, []),
});

export type ParsedInput =
  | { readonly kind: 'program'; readonly input: ProgramInput }
  | { readonly kind: 'unanswerable'; readonly reason: string; readonly choices: readonly OfferedChoice[] }
  | { readonly kind: 'invalid'; readonly problem: string };

const tool = (name: string, description: string, fields: z.ZodMiniType): Tool => {
  const { $schema: _, additionalProperties: __, ...schema } = z.toJSONSchema(fields, { io: 'input' });
  return { toolSpec: { name, description, inputSchema: { json: schema as never } } };
};

export const writeProgramTool = tool(
  TOOL_NAME,
  'Hands in the Python program that answers the question, with plan and assumptions.',
  ProgramFields,
);

export const unanswerableTool = tool(
  UNANSWERABLE_NAME,
  'Says why the question cannot be answered, and what can be asked instead.',
  UnanswerableFields,
);

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

/** Validates the input of a call of write_program: a program that is not blank, or why there is none. */
export function parseToolInput(input: unknown): ParsedInput {
  const given = normalised(input);
  const { unanswerable } = (typeof given === 'object' && given !== null ? given : {}) as { unanswerable?: unknown };
  const parsed = ProgramFields.safeParse(given);
  if (!parsed.success) return invalid(TOOL_NAME, parsed.error);
  const { plan = '', assumptions = [], program = '' } = parsed.data;
  if ((program.trim() === '') === (unanswerable === undefined)) {
    return { kind: 'invalid', problem: `Call either ${TOOL_NAME} with a program, or ${UNANSWERABLE_NAME}.` };
  }
  // Some models write the reason where the program belongs.
  if (unanswerable !== undefined) return parseUnanswerable(unanswerable);
  return { kind: 'program', input: { plan, assumptions, program } };
}

/** Validates the reason why there is no program: a text, or one with choices. A choice that is not valid is left out. */
export function parseUnanswerable(input: unknown): ParsedInput {
  const given = typeof input === 'string' ? { reason: input } : input;
  const parsed = Reason.safeParse(given);
  if (!parsed.success) return invalid(UNANSWERABLE_NAME, parsed.error);
  const { reason, choices } = parsed.data;
  if (isNothing(reason)) return { kind: 'invalid', problem: `Give ${UNANSWERABLE_NAME} a reason.` };
  const offered = (Array.isArray(choices) ? choices : []).flatMap((one) => {
    const choice = OfferedChoice.safeParse(one);
    return choice.success ? [choice.data] : [];
  });
  return { kind: 'unanswerable', reason: reason.trim(), choices: offered };
}

function invalid(name: string, error: z.core.$ZodError): ParsedInput {
  const problems = error.issues.map(({ path, message, ...issue }) => {
    const expected = 'expected' in issue ? `expected ${String(issue.expected)}` : message;
    return `${path.join('..') || 'input'}: ${expected}`;
  });
  return { kind: 'invalid', problem: `The input of ${name} is not valid. ${problems.join('; ')}` };
}
