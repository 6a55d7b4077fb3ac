import { JobView, keys } from '../../../../events';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { storedReport } from '../setting';
import { at, finished, generated, JOB_ID, launched, running, stopped, TASK_ARN } from '../shared/domain/facts';
import { program, reading } from './setting';

const estimate = {
  estimated: true,
  usd: 0.5,
  units: { inputTokens: 1, outputTokens: 1, taskSeconds: 1, statements: 1 },
};
const TASK = { startedAt: at(25), stoppedAt: at(115) };
const OTHER_ARN = 'arn:aws:ecs:us-east-1:111122223333:task/code-interpreter/1b7c9d1e2f3a4b5c8d6e7f8091a2b3c4';

async function costAfter(...facts: Fact[]): Promise<JobView['cost']> {
  const world = await reading(facts);
  world.objects.objects.set(...program(1, 'answer("1000")'));
  const [key, text] = storedReport(1, { cost: estimate });
  const run = { sql: 'select 1', result: 'finished', milliseconds: 5 };
  const queries = [run, { ...run, result: 'failed' }, { ...run, result: 'refused' }];
  world.objects.objects.set(key, JSON.stringify({ ...JSON.parse(text), queries }));
  return JobView.parse((await world.get('/jobs/{jobId}')).body).cost;
}

const done = finished(1, { cost: estimate });

describe('the cost of a job', () => {
  it('is undefined while the job runs', async () => {
    expect(await costAfter(generated(), launched(), running())).toBeUndefined();
  });

  it('is the estimate of its outcome until its task has stopped', async () => {
    expect(await costAfter(generated(), launched(), running(), done)).toEqual(estimate);
  });

  it('is final once its task has stopped: the time of the task, all tokens, the statements that ran', async () => {
    const cost = await costAfter(generated(), launched(), running(), done, stopped(TASK));
    expect(cost).toMatchObject({
      estimated: false,
      units: { inputTokens: 1200, outputTokens: 300, taskSeconds: 90, statements: 2 },
    });
    expect(cost?.usd).toBeCloseTo((90 / 3600) * (0.03238 + 2 * 0.00356), 6);
  });

  it('has the time of a task from the start of its image pull, which Fargate bills', async () => {
    const pulled = stopped({ ...TASK, pullStartedAt: at(5), pullStoppedAt: at(23) });
    const cost = await costAfter(generated(), launched(), running(), done, pulled);
    expect(cost).toMatchObject({ estimated: false, units: { taskSeconds: 110 } });
  });

  it('has the time of a standby from its claim on', async () => {
    const claimed: Fact = { type: 'StandbyClaimed', at: at(8), launch: 1, taskArn: TASK_ARN };
    const standby = stopped({ ...TASK, pullStartedAt: at(-3_600), pullStoppedAt: at(-3_580), startedAt: at(-3_570) });
    const cost = await costAfter(claimed, generated(), launched(), done, standby);
    expect(cost).toMatchObject({ units: { taskSeconds: 107 } });
  });

  it('includes all tasks when one was lost and launched again', async () => {
    const lost = [launched(), stopped({ startedAt: at(20), stoppedAt: at(50), exitCode: 1 })];
    const second = [launched(2, OTHER_ARN, 52), stopped({ startedAt: at(60), stoppedAt: at(70) }, 2, OTHER_ARN)];
    const cost = await costAfter(generated(), ...lost, ...second, finished(1, { launch: 2, cost: estimate }));
    expect(cost).toMatchObject({ estimated: false, units: { taskSeconds: 40 } });
  });

  it('exists for a job that was cancelled before anything ran', async () => {
    const abandoned: Fact = { type: 'LaunchAbandoned', at: at(130), launch: 1 };
    const cost = await costAfter({ type: 'CancelRequested', at: at(3) }, abandoned);
    expect(cost).toMatchObject({ estimated: false, usd: 0 });
  });

  it('stays the estimate without documents', async () => {
    const world = await reading([generated(), launched(), done, stopped(TASK)]);
    world.objects.objects.delete(keys.report(JOB_ID, 1));
    expect(JobView.parse((await world.get('/jobs/{jobId}')).body).cost).toEqual(estimate);
  });
});
