import { BENIGN, type ScenarioResult, SEARCH } from './hostile/run-under-supervisor';
import { verdictsOf } from './hostile/verdicts';

type Result = ScenarioResult['results'][number];

const result = (name: string, changes: Partial<Result> = {}): Result => ({
  ...{ name, stdout: '', stderr: '', outputs: [], seconds: 0.1, leaked: false },
  ...changes,
});
const good = [result(BENIGN.name, { stdout: '3\n' }), result(SEARCH.name, { stdout: 'searched everywhere 0\n' })];
const neverEnding = 'ignores every signal it can';
const late = result(neverEnding, { failure: { kind: 'out_of_time', message: '' }, seconds: 3 });

/** Problems of the checks whose title contains a text. */
const problemsOf = (results: readonly Result[], title: string, slowdown?: number): string =>
  verdictsOf(results, 'here', new Set(['opens a socket']), slowdown)
    .filter(([text]) => text.includes(title))
    .map(([, problem]) => problem)
    .join('');

test.each([
  ['benign program', []],
  ['hostile programs', [...good, result('opens a socket', { stdout: 'REACHED the network' })]],
  ['canary', [...good, result('leaks', { leaked: true })]],
  ['canary', good.slice(0, 1)],
  ['every program was run', [...good, result('any', { failure: { kind: 'sandbox_unavailable', message: 'refused' } })]],
])('a problem is found by the check of: %s', (title, results) => {
  expect(problemsOf(results, title)).not.toBe('');
});

test('results without a problem pass', () => {
  for (const title of ['benign program', 'hostile programs', 'canary', 'every program was run'])
    expect(problemsOf(good, title)).toBe('');
});

test('a slow machine may end a program later', () => {
  const exceed = 'exceed limits';
  expect(problemsOf([late], exceed)).toContain(neverEnding);
  expect(problemsOf([late], exceed, 20)).not.toContain(neverEnding);
});
