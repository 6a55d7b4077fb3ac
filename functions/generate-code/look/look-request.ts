import * as z from 'zod/mini';

/** The operators of a look's conditions, in the tool's words. */
export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'is null', 'is not null'] as const;
export type Operator = (typeof OPERATORS)[number];

const Text = z.string().check(z.maxLength(200));
const Name = z.string().check(z.minLength(1), z.maxLength(127));

const LookInput = z.object({
  table: Name,
  column: Name,
  contains: z.optional(Text),
  where: z.optional(
    z
      .array(
        z.object({
          column: Name,
          op: z.enum(OPERATORS),
          value: z.optional(z.nullable(z.union([Text, z.number(), z.boolean()]))),
        }),
      )
      .check(z.maxLength(5)),
  ),
});

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
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
  throw new LookRefused(
    `The input is not valid. ${problems.join('; ')}. Operators are ${OPERATORS.join(', ')}; at most 5 conditions.`,
  );
}

/** Models fill fields that they leave out with null or an empty text. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { contains, where, ...rest } = input as Record<string, unknown>;
  return { ...rest, contains: contains || undefined, where: where || undefined };
}
