import type { EventBridgeEvent } from '../../functions/shared/queue/batch';
import { functions } from '../simulation/world/functions';
import { titleOf } from './function-sources';
import { cases } from './pattern-samples';
import { Template, target } from './template';

const app = new Template();
type Parts = Parameters<typeof functions>[0];
// What a function is like is there before anything happens to it.
const simulated = functions({} as Parts).map((functionName): [string, typeof functionName] => [
  functionName.name,
  functionName,
]);

describe.each(simulated)('%s is simulated as it is deployed', (name, functionName) => {
  const title = titleOf(name);
  const queue = app.get(`${title}Queue`, 'AWS::SQS::Queue');

  it('with the time of its function', () => {
    expect(app.get(`${title}Function`, 'AWS::Lambda::Function').Timeout).toBe(functionName.timeout);
  });

  it('with the times and tries of its queue', () => {
    const { VisibilityTimeout, RedrivePolicy } = queue;
    expect([VisibilityTimeout, RedrivePolicy?.maxReceiveCount]).toEqual([
      functionName.visibility,
      functionName.maxReceives,
    ]);
    expect(target(RedrivePolicy?.deadLetterTargetArn)).toBe(`${title}DeadLetters`);
  });

  it('with the events of its rule', () => {
    const own = cases.filter((one) => one.functionName === name);
    expect(own.length).toBeGreaterThan(20);
    for (const { sample, event, passes } of own) {
      const isReplayed = (event as Partial<EventBridgeEvent>)['replay-name'] !== undefined;
      // ECS tells of states that the rule keeps back; the simulated cluster does not tell of them.
      if (/ecs-task-(01|04)/.test(sample)) continue;
      const taken = (functionName.acceptsReplays || !isReplayed) && functionName.matches(event as EventBridgeEvent);
      expect([sample, taken]).toEqual([sample, passes]);
    }
  });
});

it('every function behind a queue is simulated', () => {
  const deployed = app.of('AWS::SQS::Queue').map(([id]) => id);
  const expected = simulated.map(([name]) => `${titleOf(name)}Queue`);
  expect(deployed.filter((id) => id.endsWith('Queue')).sort()).toEqual(expected.sort());
});
