import type * as z from 'zod/mini';
import type { Problem } from '../../../events';

type Issue = z.core.$ZodIssue;
type FieldErrors = NonNullable<Problem['errors']>;

/** One message for each invalid field. */
export function fieldErrors(issues: readonly Issue[], sent: object, fields: readonly string[]): FieldErrors {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((field) => ({ field, message: `Unknown field. Allowed fields: ${fields.join(', ')}.` }));
    }
    const field = issue.path.join('.');
    return [{ field, message: field in sent ? sentence(issue) : 'Required.' }];
  });
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'Must be a whole number.' : `Must be a ${issue.expected}.`;
    case 'too_small':
      return issue.origin === 'string' ? 'Must not be empty.' : `Must be at least ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `Must have at most ${issue.maximum.toLocaleString('en-US')} characters.`
        : `Must be at most ${issue.maximum}.`;
    case 'invalid_value':
      return `Must be one of ${issue.values.join(', ')}.`;
    case 'invalid_format':
      if (issue.path[0] === 'webhookUrl') return 'Must be an absolute URL, for example https://example.com/hook.';
      return 'Must be the id of a job: 26 lower-case letters and digits.';
    default:
      return 'Is not valid.';
  }
}
