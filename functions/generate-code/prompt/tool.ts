import type { Tool } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';

export const TOOL_NAME = 'write_program';

const text = (description: string, maximum: number) => z.string().check(z.maxLength(maximum), z.meta({ description }));

/** What the model fills in. Which of its fields belong together is checked when it is read. */
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

/** A program with what the model said about it. */
export interface ProgramInput {
  readonly plan: string;
  readonly assumptions: string[];
  readonly program: string;
}

export type ToolReading =
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

/** Validates what the model filled in: exactly one of `program` and `unanswerable`, not blank. */
export function readToolInput(input: unknown): ToolReading {
  const parsed = ToolInput.safeParse(input);
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
