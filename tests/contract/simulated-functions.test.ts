import type { EventBridgeEvent } from '../../functions/shared/queue/batch';
import { functions } from '../simulation/world/functions';
import { titleOf } from './function-sources';
import { cases } from './pattern-samples';
import { Template, target } from './template';

const app = new Template();
type Parts = Parameters<typeof functions>[0];
// The declarations of the functions do not use the world.
const simulated = functions({} as Parts).map((functionName): [string, typeof functionName] => [
  functionName.name,
  functionName,
]);

describe.each(simulated)('%s is simulated as deployed', (name, functionName) => {
  const title = titleOf(name);
  const functionTitle = titleOf(functionName.functionName ?? name);
  const queue = app.get(`${title}Queue`, 'AWS::SQS::Queue');

  it('with the timeout of its function', () => {
    expect(app.get(`${functionTitle}Function`, 'AWS::Lambda::Function').Timeout).toBe(functionName.timeout);
  });

  it('with the visibility timeout and receive count of its queue', () => {
    const { VisibilityTimeout, RedrivePolicy } = queue;
    expect([VisibilityTimeout, RedrivePolicy?.maxReceiveCount]).toEqual([
      functionName.visibility,
      functionName.maxReceives,
    ]);
    expect(target(RedrivePolicy?.deadLetterTargetArn)).toBe(`${title}DeadLetters`);
  });

  it('with the concurrency of its queue', () => {
    const mappings = app.of('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    const mapping = mappings.find(({ EventSourceArn }) => target(EventSourceArn) === `${title}Queue`);
    expect(mapping?.ScalingConfig?.MaximumConcurrency).toBe(functionName.concurrency);
  });

  it('with the events of its rule', () => {
    const own = cases.filter((one) => one.functionName === name);
    expect(own.length).toBeGreaterThan(20);
    for (const { sample, event, passes } of own) {
      const isReplayed = (event as Partial<EventBridgeEvent>)['replay-name'] !== undefined;
      // States that the rule filters out; the simulated cluster does not emit them.
      if (/ecs-task-(01|04)/.test(sample)) continue;
      const isHandled = (functionName.acceptsReplays || !isReplayed) && functionName.matches(event as EventBridgeEvent);
      expect([sample, isHandled]).toEqual([sample, passes]);
    }
  });
});

it('every function behind a queue is simulated', () => {
  const deployed = app.of('AWS::SQS::Queue').map(([id]) => id);
  const expected = simulated.map(([name]) => `${titleOf(name)}Queue`);
  expect(deployed.filter((id) => id.endsWith('Queue')).sort()).toEqual(expected.sort());
});
