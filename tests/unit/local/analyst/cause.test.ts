import { causeOf } from '../../../../local/analyst/cause';

test.each([
  [
    'program_error: QueryError: relation "x" does not exist (line 4)\n\nTraceback (most recent call last):\n  File "p.py"\n\nFind the cause, correct it, and hand in the whole program again with write_program.',
    'program_error: QueryError: relation "x" does not exist (line 4)',
  ],
  ['out of time\n\nFind the cause, correct it.', 'out of time'],
  ['Traceback (most recent call last):\n  File "p.py", line 2\nKeyError: 7', 'KeyError: 7'],
  ['', 'no reason'],
])('the cause is quoted, not the advice behind it: %#', (text, cause) => {
  expect(causeOf(text)).toBe(cause);
});
