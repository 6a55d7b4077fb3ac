import { dispatchObligations } from '../../../../functions/dispatch-obligations/handler';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { apply, newJob } from '../../../../functions/shared/domain/job';
import { setting } from '../setting';
import { accepted, finished, generated, launched, running, stopped } from '../shared/domain/facts';

const webhook = { webhookUrl: 'https://example.com/hook' };

async function publishedBy(facts: Fact[], last: Fact, seconds = 60, changes = {}) {
  const world = await setting([], { seconds });
  const before = facts.reduce(apply, newJob(accepted(changes)));
  await dispatchObligations(world)([{ before, after: apply(before, last) }]);
  return world.bus.published.map(({ detailType }) => detailType);
}

describe('dispatch-obligations', () => {
  it('publishes an outcome and requests its webhook', async () => {
    expect(await publishedBy([generated(), launched()], finished(), 41, webhook)).toEqual([
      'JobSucceeded',
      'WebhookRequested',
    ]);
  });

  it('requests the next launch after a death', async () => {
    expect(await publishedBy([generated(), launched()], stopped({ exitCode: 1 }))).toEqual(['LaunchRequested']);
  });

  it('requests the stop of a cancelled job at once', async () => {
    expect(
      await publishedBy([generated(), launched(), running()], {
        type: 'CancelRequested',
        at: new Date(0).toISOString(),
      }),
    ).toEqual(['JobCancelled', 'StopRequested']);
  });

  it('requests the stop of a task that appears after the end', async () => {
    const facts = [generated(), { type: 'CancelRequested', at: '2026-11-22T07:00:04.000Z' }] as Fact[];
    const abandoned: Fact = { type: 'LaunchAbandoned', at: '2026-11-22T07:03:00.000Z', launch: 1 };
    expect(await publishedBy([...facts, abandoned], running(), 200)).toEqual(['StopRequested']);
  });

  it('publishes nothing that was due before', async () => {
    expect(await publishedBy([generated(), finished()], stopped())).toEqual([]);
  });

  it('publishes nothing that is not due yet', async () => {
    expect(await publishedBy([], generated(), 6)).toEqual([]);
  });

  it('publishes an outcome whose instant is slightly ahead of its clock', async () => {
    expect(await publishedBy([generated(), launched()], finished(), 37)).toEqual(['JobSucceeded']);
  });

  it('continues with the next change when one cannot be published, and never rejects', async () => {
    const world = await setting([], { seconds: 60 });
    const before = newJob(accepted());
    const change = { before, after: apply(before, finished()) };
    world.bus.refuse(new Error('The bus is out of order.'));
    await dispatchObligations(world)([change, change]);
    expect(world.bus.published).toMatchObject([{ detailType: 'JobSucceeded' }]);
    expect(world.log.lines).toMatchObject([{ level: 'error' }, { level: 'info' }]);
  });
});
