import { spawnSync } from 'node:child_process';
import { attacks } from './hostile';
import { BENIGN, runUnderSupervisor, type ScenarioResult, SEARCH, table } from './hostile/run-under-supervisor';
import { links } from './hostile/smuggled-files';
import { CANARY } from './hostile/targets';
import { PYTHON, reachablePackages, USER } from './unprivileged';

jest.setTimeout(280_000);

const root = process.getuid?.() === 0;

function expectConfined({ started, results }: ScenarioResult, more = 0): void {
  expect(started).toMatchObject({ ok: true });
  expect(results).toHaveLength(attacks.length + 1 + more);
  expect(results[0]).toMatchObject({ name: BENIGN.name, stdout: '3\n', leaked: false });
  expect(results[0]?.failure).toBeUndefined();
  expect(results.filter(({ stdout }) => stdout.includes('REACHED'))).toEqual([]);
  expect(results.filter(({ leaked }) => leaked)).toEqual([]);
  expect(results.filter(({ failure }) => failure?.kind === 'sandbox_unavailable')).toEqual([]);
}

const open = reachablePackages();
if ('reason' in open) console.warn(`Skipped without root: ${open.reason}.`);

('packages' in open ? test : test.skip)(
  'without root, Landlock and seccomp confine every hostile program',
  async () => {
    const libraries = 'packages' in open ? open.packages : '';
    const outcome = await runUnderSupervisor([], USER, { python: PYTHON, libraries });
    expectConfined(outcome);
    expect(outcome.started.layers).not.toContain('uid');
  },
);

('packages' in open ? test : test.skip).each([1, 5])(
  'without root, Landlock %i and seccomp confine every hostile program',
  async (version) => {
    const libraries = 'packages' in open ? open.packages : '';
    const older = { unsafe: true, without: [`landlock>${version}`] };
    const outcome = await runUnderSupervisor([], USER, { python: PYTHON, libraries, ...older });
    expectConfined(outcome);
    expect(outcome.started.layers).toEqual(['unsafe', 'seccomp', `landlock:${version}`, 'rlimits']);
  },
);

const setpriv = root && spawnSync('setpriv', ['--version']).status === 0;
if (!setpriv) console.warn('Skipped with few capabilities: needs root and setpriv.');

(setpriv ? test : test.skip)('root with only the capabilities of a task confines every hostile program', async () => {
  const few = ['--bounding-set=-all,+chown,+setuid,+setgid,+kill', '--inh-caps=-all'];
  const outcome = await runUnderSupervisor(['setpriv', ...few], 0, {}, [...table, ...links, SEARCH]);
  expectConfined(outcome, links.length + 1);
  expect(outcome.started.layers).toEqual(expect.arrayContaining(['uid', 'seccomp']));
  // the canary is in the environment and memory of the supervisor and of another process, in files and behind a URL
  expect(outcome.output).not.toContain(CANARY);
  expect(outcome.results.at(-1)).toMatchObject({ name: SEARCH.name, stdout: 'searched everywhere 0\n' });
});

(root ? test : test.skip)('the same search finds the canary in every place without the layers', async () => {
  const nearby = { ...SEARCH, program: SEARCH.program.replace('SEARCH_ALL = True', 'SEARCH_ALL = False') };
  const none = { unsafe: true, without: ['uid', 'landlock', 'seccomp', 'limits'] };
  const { results, output } = await runUnderSupervisor([], 0, none, [nearby]);
  for (const place of ['environment of', 'memory of', 'file ', 'http://127.0.0.1'])
    expect(results[0]?.stdout).toContain(`FOUND ${place}`);
  expect(output).toContain(CANARY);
});
