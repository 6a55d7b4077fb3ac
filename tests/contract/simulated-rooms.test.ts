import type { BusEvent } from '../../functions/shared/queue/batch';
import { rooms } from '../simulation/world/rooms';
import { cases } from './pattern-samples';
import { titleOf } from './rooms';
import { Template, target } from './template';

const app = new Template();
type Parts = Parameters<typeof rooms>[0];
// What a room is like is there before anything happens to it.
const simulated = rooms({} as Parts).map((room): [string, typeof room] => [room.name, room]);

describe.each(simulated)('%s is simulated as it is deployed', (name, room) => {
  const title = titleOf(name);
  const queue = app.get(`${title}Queue`, 'AWS::SQS::Queue');

  it('with the time of its function', () => {
    expect(app.get(`${title}Function`, 'AWS::Lambda::Function').Timeout).toBe(room.timeout);
  });

  it('with the times and tries of its queue', () => {
    const { VisibilityTimeout, RedrivePolicy } = queue;
    expect([VisibilityTimeout, RedrivePolicy?.maxReceiveCount]).toEqual([room.visibility, room.maxReceives]);
    expect(target(RedrivePolicy?.deadLetterTargetArn)).toBe(`${title}DeadLetters`);
  });

  it('with the events of its rule', () => {
    const own = cases.filter((one) => one.room === name);
    expect(own.length).toBeGreaterThan(20);
    for (const { sample, event, passes } of own) {
      const isReplayed = (event as Partial<BusEvent>)['replay-name'] !== undefined;
      // ECS tells of states that the rule keeps back; the simulated cluster does not tell of them.
      if (/ecs-task-(01|04)/.test(sample)) continue;
      const taken = (room.takesReplays || !isReplayed) && room.wants(event as BusEvent);
      expect([sample, taken]).toEqual([sample, passes]);
    }
  });
});

it('every room behind a queue is simulated', () => {
  const deployed = app.of('AWS::SQS::Queue').map(([id]) => id);
  const expected = simulated.map(([name]) => `${titleOf(name)}Queue`);
  expect(deployed.filter((id) => id.endsWith('Queue')).sort()).toEqual(expected.sort());
});
