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
