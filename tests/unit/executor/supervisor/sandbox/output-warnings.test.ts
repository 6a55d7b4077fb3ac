import { CollectedOutputs } from '../../../../../executor/supervisor/sandbox/messages';
import { outputWarnings } from '../../../../../executor/supervisor/sandbox/output-warnings';

const collected = (changes: object): CollectedOutputs => CollectedOutputs.parse({ number: 1, ...changes });
const file = (name: string, originalName?: string) => ({
  ...{ name, path: '/x', size: 1, sha256: '0' },
  ...(originalName ? { originalName, renameReason: 'why' } : {}),
});

test('files that keep their names give no warning', () => {
  expect(outputWarnings(collected({ files: [file('a.csv')] }), '')).toEqual([]);
});

test('of many renamed files the first are named and the others counted', () => {
  const files = Array.from({ length: 25 }, (_, index) => file(`a-${index}`, `a:${index}`));
  const warnings = outputWarnings(collected({ files }), '');
  expect(warnings).toHaveLength(21);
  expect(warnings[0]).toBe("The program's file a:0 was renamed to a-0: why.");
  expect(warnings.at(-1)).toBe('5 more files were renamed.');
});

test('a hidden or temporary file gives a warning only if the answer mentions it', () => {
  const skipped = [{ path: '.tmp/a.pkl', reason: 'why', minor: true }];
  expect(outputWarnings(collected({ skipped }), 'see b.pkl')).toEqual([]);
  expect(outputWarnings(collected({ skipped }), 'see /x/a.pkl')).toEqual(['The file .tmp/a.pkl was not saved: why.']);
});

test('files that are not listed are counted', () => {
  const warnings = outputWarnings(collected({ skippedUnlisted: 1_234, surplus: 2, surplusNames: ['a', 'b'] }), '');
  expect(warnings).toEqual([
    '1,234 more files were not saved for similar reasons.',
    'The program wrote 2 files; only the first 0 were saved. Not saved: a, b.',
  ]);
});
