import { FAILURE_KINDS } from '../../../../../events';
import { type Ending, finalReason } from '../../../../../executor/supervisor/report/attempt-result';

const ending: Ending = {
  failure: { kind: 'program_error', message: '' },
  errorSha256: 'a',
  previousErrorSha256: 'b',
  attempt: 1,
  maxAttempts: 3,
  secondsLeft: 1000,
};

it.each<[string | undefined, Partial<Ending>]>([
  [undefined, {}],
  [undefined, { attempt: 2 }],
  [undefined, { previousErrorSha256: undefined }],
  ['success', { failure: undefined, errorSha256: undefined, previousErrorSha256: undefined }],
  ['not repairable', { failure: { kind: 'out_of_time', message: '' } }],
  ['not repairable', { failure: { kind: 'warehouse_unavailable', message: '' } }],
  ['attempts used up', { attempt: 3 }],
  ['attempts used up', { attempt: 1, maxAttempts: 1 }],
  ['same failure twice', { previousErrorSha256: 'a' }],
  ['time over', { secondsLeft: 59 }],
])('final because of %s when %j', (reason, over) => {
  expect(finalReason({ ...ending, ...over })).toBe(reason);
});

it('lets another program mend errors of programs and limits, and nothing else', () => {
  const mended = FAILURE_KINDS.filter(
    (kind) => finalReason({ ...ending, failure: { kind, message: '' } }) === undefined,
  );
  expect(mended).toEqual(['invalid_program', 'program_error', 'out_of_memory', 'over_limit']);
});
