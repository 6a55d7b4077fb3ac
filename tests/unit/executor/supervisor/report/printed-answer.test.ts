import type { RunResult } from '../../../../../executor/supervisor/ports';
import { withPrintedAnswer } from '../../../../../executor/supervisor/report/printed-answer';
import { runResult } from '../world';

const printed = (stdout: string, over: Partial<RunResult> = {}) =>
  withPrintedAnswer({ ...runResult({ answer: undefined, warnings: ['another'] }), stdout, ...over });

it('shows what a program printed if it ended without an answer', () => {
  const { answer, warnings } = printed('\n  a  b\n  1  2\n\n');
  expect(answer).toBe('```\n  a  b\n  1  2\n```');
  expect(warnings).toEqual(['The program did not call answer(): what it printed is shown instead.', 'another']);
});

it('warns if the start of what was printed is lost', () => {
  const { warnings } = printed('x'.repeat(20_000));
  expect(warnings[1]).toBe('The program printed more: only the last 20,000 characters are shown.');
  expect(printed('x'.repeat(19_999)).warnings).toHaveLength(2);
});

it('uses a fence that the printed text cannot close', () => {
  expect(printed('```\n# a\n````').answer).toBe('`````\n```\n# a\n````\n`````');
});

it.each<[string, string, Partial<RunResult>]>([
  ['the program has an answer', 'printed', { answer: 'the answer' }],
  ['the program failed', 'printed', { failure: { kind: 'program_error', message: 'a' } }],
  ['nothing but white space was printed', ' \n\t\n', {}],
])('changes nothing if %s', (_, stdout, over) => {
  const result = { ...runResult({ answer: undefined }), stdout, ...over };
  expect(withPrintedAnswer(result)).toBe(result);
});
