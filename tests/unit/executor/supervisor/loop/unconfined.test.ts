import { unconfinedWarning } from '../../../../../executor/supervisor/loop/attempt';
import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { failedRun, JOB_ID, program, runResult, World } from '../world';

it.each([
  [
    ['unsafe', 'rlimits'],
    [
      'This program ran in an unsafe sandbox: it was confined by rlimits only, as this machine supports no other layers.',
    ],
  ],
  [['unsafe'], [expect.stringContaining('confined by nothing')]],
  [['uid', 'seccomp', 'rlimits'], []],
])('confined by %j, a program has the warnings %j', (layers, warnings) => {
  expect(unconfinedWarning(layers)).toEqual(warnings);
});

it.each([
  ['an answer', runResult({ warnings: ['Few rows.'] })],
  ['a failure', failedRun('no such column')],
])('%s of an unconfined program has the warning', async (_, result) => {
  const world = new World().generates(program(1)).runs(result);
  world.sandboxStart = { ok: true, layers: ['unsafe', 'rlimits'] };
  world.job = { ...world.job, limits: { ...world.job.limits, maxAttempts: 1 } };
  await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
  expect(world.reports.get(1)?.summary.warnings[0]).toContain('unsafe sandbox');
});

describe('where layers of the sandbox are missing', () => {
  const missing = 'This machine supports too few layers: landlock is missing.';
  const rerun = (edited: boolean) => {
    const ran = jest.fn(() => runResult());
    const world = new World().generates(program(1)).runs(ran);
    const stored = { key: 'jobs/x/program.py', sha256: 'a'.repeat(64), edited, plan: '', assumptions: [] };
    world.job = { ...world.job, rerunOf: '0'.repeat(26), program: stored };
    return { world, ran };
  };
  const serve = (world: World) => serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);

  it.each([
    ['run anything', ['unsafe', 'rlimits']],
    ['run trusted programs', ['rlimits']],
  ])('an edited program is not run by a sandbox that may %s', async (_, layers) => {
    const { world, ran } = rerun(true);
    world.sandboxStart = { ok: true, layers, missing };
    expect(await serve(world)).toBe(0);
    expect(ran).not.toHaveBeenCalled();
    const failure = { kind: 'sandbox_unavailable', message: expect.stringContaining(missing) };
    expect(world.reports.get(1)?.summary).toMatchObject({ final: true, failure });
  });

  it('a program that is run again as it was runs as at first', async () => {
    const { world, ran } = rerun(false);
    world.sandboxStart = { ok: true, layers: ['unsafe', 'rlimits'], missing };
    await serve(world);
    expect(ran).toHaveBeenCalledTimes(1);
    expect(world.reports.get(1)?.summary.result).toBe('succeeded');
  });

  it('an edited program runs where none is missing', async () => {
    const { world, ran } = rerun(true);
    await serve(world);
    expect(ran).toHaveBeenCalledTimes(1);
    expect(world.reports.get(1)?.summary.result).toBe('succeeded');
  });
});
