import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { unheldWarning } from '../../../../../executor/supervisor/report/answer';
import { failed, JOB_ID, program, ran, World } from '../world';

it.each([
  [
    ['unsafe', 'rlimits'],
    ['This program ran in an unsafe sandbox: it was held by rlimits only, because this machine has no more.'],
  ],
  [['unsafe'], [expect.stringContaining('held by nothing')]],
  [['uid', 'seccomp', 'rlimits'], []],
])('held by %j, a program has the warnings %j', (layers, warnings) => {
  expect(unheldWarning(layers)).toEqual(warnings);
});

it.each([
  ['an answer', ran({ warnings: ['Few rows.'] })],
  ['a failure', failed('no such column')],
])('%s of a program that was not held says so', async (_, result) => {
  const world = new World().generates(program(1)).runs(result);
  world.ready = { ok: true, layers: ['unsafe', 'rlimits'] };
  world.job = { ...world.job, limits: { ...world.job.limits, maxAttempts: 1 } };
  await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
  expect(world.reports.get(1)?.summary.warnings[0]).toContain('unsafe sandbox');
});
