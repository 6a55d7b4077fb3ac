import * as z from 'zod/mini';

/** The operators of a look's conditions, in the tool's words. */
export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'is null', 'is not null'] as const;
export type Operator = (typeof OPERATORS)[number];

const MAX_TEXT = 200;
const MAX_NAME = 127;
const MAX_CONDITIONS = 5;

const Text = z
  .string(`a text of at most ${MAX_TEXT} characters`)
  .check(z.maxLength(MAX_TEXT, `a text of at most ${MAX_TEXT} characters`));
const Name = z.string('a name').check(z.minLength(1, 'a name'), z.maxLength(MAX_NAME, 'a name'));
const CONDITIONS = `a list of at most ${MAX_CONDITIONS} conditions`;

const Condition = z.object(
  {
    column: Name,
    op: z.enum(OPERATORS, `one of ${OPERATORS.join(', ')}`),
    value: z.optional(
      z.nullable(
        z.union([Text, z.number(), z.boolean()], `a number, true, false or a text of at most ${MAX_TEXT} characters`),
      ),
    ),
  },
  'a condition with column, op and value',
);

const LookInput = z.object(
  {
    table: Name,
    column: Name,
    contains: z.optional(Text),
    where: z.optional(z.array(Condition, CONDITIONS).check(z.maxLength(MAX_CONDITIONS, CONDITIONS))),
  },
  'an object with table and column',
);

/** What the model asks about a column. Nothing of it is SQL. */
export type LookRequest = z.infer<typeof LookInput>;
export type Condition = NonNullable<LookRequest['where']>[number];

/** A look that was not run, with the reason for the model. */
export class LookRefused extends Error {
  override name = 'LookRefused';
}

/** Validates the input of a call. @throws LookRefused */
export function parseLook(input: unknown): LookRequest {
  const parsed = LookInput.safeParse(withoutNulls(input));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'} must be ${message}.`);
  throw new LookRefused(`The input is not valid: ${problems.join(' ')}`);
}

/** Models fill fields that they leave out with null or an empty text. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { contains, where, ...rest } = input as Record<string, unknown>;
  return { ...rest, contains: contains || undefined, where: where || undefined };
}
