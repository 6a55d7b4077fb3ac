import { FAILURE_KINDS } from '../../../../../events';
import { type AttemptEnd, errorSha256, finalReason } from '../../../../../executor/supervisor/report/attempt-result';

const end: AttemptEnd = {
  failure: { kind: 'program_error', message: '' },
  errorSha256: 'a',
  previousErrorSha256: 'b',
  attempt: 1,
  maxAttempts: 3,
  secondsLeft: 1000,
};

it.each<[string | undefined, Partial<AttemptEnd>]>([
  [undefined, {}],
  [undefined, { attempt: 2 }],
  [undefined, { previousErrorSha256: undefined }],
  ['success', { failure: undefined, errorSha256: undefined, previousErrorSha256: undefined }],
  ['not repairable', { failure: { kind: 'out_of_time', message: '' } }],
  ['not repairable', { failure: { kind: 'warehouse_unavailable', message: '' } }],
  ['attempts used up', { attempt: 3 }],
  ['attempts used up', { attempt: 1, maxAttempts: 1 }],
  ['same failure twice', { previousErrorSha256: 'a' }],
  ['no time for a repair', { secondsLeft: 59 }],
])('an attempt is final because of %s when %j', (reason, over) => {
  expect(finalReason({ ...end, ...over })).toBe(reason);
});

it('allows a repair of program errors and exceeded limits only', () => {
  const repairable = FAILURE_KINDS.filter(
    (kind) => finalReason({ ...end, failure: { kind, message: '' } }) === undefined,
  );
  expect(repairable).toEqual(['invalid_program', 'program_error', 'out_of_memory', 'over_limit']);
});

describe('the fingerprint of an error', () => {
  const failure = { kind: 'program_error' as const, message: 'a' };
  const error = { type: 'KeyError', message: 'a', line: 3, traceback: 'here' };

  it('ignores the traceback', () => {
    expect(errorSha256(failure, error)).toBe(errorSha256(failure, { ...error, traceback: 'there' }));
  });

  it.each([{ type: 'ValueError' }, { message: 'b' }, { line: 4 }])('changes with %j', (change) => {
    expect(errorSha256(failure, error)).not.toBe(errorSha256(failure, { ...error, ...change }));
  });

  it('ignores the quantities of an exceeded limit', () => {
    const over = (message: string) =>
      errorSha256({ kind: 'out_of_memory', message }, { type: 'out_of_memory', message, traceback: '' });
    expect(over('2.1 GB of 1.5 GB')).toBe(over('2.2 GB of 1.5 GB'));
  });

  it('distinguishes limits', () => {
    const over = (name: string) =>
      errorSha256({ kind: 'over_limit', message: '', limit: { name, allowed: 1, reached: 2, unit: 'B' } }, undefined);
    expect(over('disk')).not.toBe(over('output'));
  });
});
