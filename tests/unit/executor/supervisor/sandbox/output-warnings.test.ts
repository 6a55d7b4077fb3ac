import { Collected } from '../../../../../executor/supervisor/sandbox/messages';
import { deliveryWarnings } from '../../../../../executor/supervisor/sandbox/output-warnings';

const collected = (changes: object): Collected => Collected.parse({ number: 1, ...changes });
const file = (name: string, was?: string) => ({ name, path: '/x', size: 1, sha256: '0', was, renamed: was && 'why' });

test('files that are there under their names need no word', () => {
  expect(deliveryWarnings(collected({ files: [file('a.csv')] }), '')).toEqual([]);
});

test('of many changed names the first ones are named, and the others counted', () => {
  const files = Array.from({ length: 25 }, (_, index) => file(`a-${index}`, `a:${index}`));
  const warnings = deliveryWarnings(collected({ files }), '');
  expect(warnings).toHaveLength(21);
  expect(warnings[0]).toBe("The program's file a:0 is kept as a-0: why.");
  expect(warnings.at(-1)).toBe('5 further files have other names.');
});

test('what lies beside the outputs is a warning where the answer names it', () => {
  const skipped = [{ path: '.tmp/a.pkl', reason: 'why', aside: true }];
  expect(deliveryWarnings(collected({ skipped }), 'see b.pkl')).toEqual([]);
  expect(deliveryWarnings(collected({ skipped }), 'see /x/a.pkl')).toEqual(['The file .tmp/a.pkl was left out: why.']);
});

test('what is more than the list holds is counted', () => {
  const warnings = deliveryWarnings(collected({ further: 1_234, surplus: 2, surplusNames: ['a', 'b'] }), '');
  expect(warnings).toEqual([
    '1,234 further files were left out for such reasons.',
    'The program left 2 files; the first 0 are kept. Left out: a, b.',
  ]);
});
