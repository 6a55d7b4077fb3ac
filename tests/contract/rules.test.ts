import { patterns } from './patterns';
import { titleOf } from './rooms';
import { resolved, Template, target } from './template';

const template = new Template();
const rules = template.of('AWS::Events::Rule').filter(([, rule]) => rule.Properties.EventPattern);

describe('rules', () => {
  it.each(Object.entries(patterns))('the rule of %s has the pattern of the contracts', (room, { pattern }) => {
    expect(resolved(template.get(`${titleOf(room)}Rule`, 'AWS::Events::Rule').EventPattern)).toEqual(pattern);
  });

  it('there is no rule without a contract', () => {
    expect(rules.map(([id]) => id).sort()).toEqual(
      Object.keys(patterns)
        .map((room) => `${titleOf(room)}Rule`)
        .sort(),
    );
  });

  it.each(Object.entries(patterns))('the rule of %s is on the bus that its events come from', (room, { bus }) => {
    const name = template.get(`${titleOf(room)}Rule`, 'AWS::Events::Rule').EventBusName;
    expect(name && target(name)).toBe(bus === 'own' ? 'Bus' : undefined);
  });

  it('events of AWS services are never expected on a custom bus', () => {
    for (const [id, { Properties }] of rules) {
      const ofAws = Properties.EventPattern?.source.some((source) => source.startsWith('aws.'));
      expect([id, ofAws && Properties.EventBusName !== undefined]).toEqual([id, false]);
    }
  });

  it('no rule with a pattern invokes a function directly', () => {
    const queues = template.of('AWS::SQS::Queue').map(([id]) => id);
    const targets = rules.flatMap(([, rule]) => [...rule.Properties.Targets]);
    for (const { Arn } of targets) expect(queues).toContain(target(Arn));
    expect(targets.length).toBe(rules.length);
  });

  it('a pattern is within the length that EventBridge takes', () => {
    for (const [, rule] of rules)
      expect(JSON.stringify(resolved(rule.Properties.EventPattern)).length).toBeLessThan(2048);
  });

  it('the sweep runs every minute, without repetitions of its own', () => {
    const clocks = template.of('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const [clock, ...others] = clocks.filter(({ ScheduleExpression }) => ScheduleExpression);
    expect([clock?.ScheduleExpression, others]).toEqual(['rate(1 minute)', []]);
    expect(target(clock?.Targets[0].Arn)).toBe('SweepJobsFunction');
    expect(clock?.Targets[0].RetryPolicy).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});
