import { titleOf } from '../function-sources';
import { patterns } from '../patterns';
import { resolved, type Template, target } from '../template';
import type { Checks } from './check';

const withPattern = (app: Template) =>
  app.of('AWS::Events::Rule').filter(([, rule]) => rule.Properties.EventPattern !== undefined);

const ruleOf = (app: Template, functionName: string) => app.get(`${titleOf(functionName)}Rule`, 'AWS::Events::Rule');

export const rules: Checks = {
  'each rule has the pattern of its contracts': ({ app }) => {
    for (const [functionName, { pattern }] of Object.entries(patterns)) {
      expect([functionName, resolved(ruleOf(app, functionName).EventPattern)]).toEqual([functionName, pattern]);
    }
  },

  'every rule has a contract': ({ app }) => {
    const expected = Object.keys(patterns).map((functionName) => `${titleOf(functionName)}Rule`);
    const ids = withPattern(app).map(([id]) => id);
    expect(ids.sort()).toEqual(expected.sort());
  },

  'each rule is on the bus of its events': ({ app }) => {
    for (const [functionName, { bus }] of Object.entries(patterns)) {
      const name = ruleOf(app, functionName).EventBusName;
      expect([functionName, name && target(name)]).toEqual([functionName, bus === 'system' ? 'Bus' : undefined]);
    }
  },

  'rules for events of AWS services are on the default bus': ({ app }) => {
    for (const [id, { Properties }] of withPattern(app)) {
      const ofAws = Properties.EventPattern?.source.some((source) => source.startsWith('aws.'));
      expect([id, ofAws && Properties.EventBusName !== undefined]).toEqual([id, false]);
    }
  },

  'rules with a pattern target a queue, never a function': ({ app }) => {
    const queues = app.of('AWS::SQS::Queue').map(([id]) => id);
    for (const [, { Properties }] of withPattern(app)) {
      expect(Properties.Targets).toHaveLength(1);
      expect(queues).toContain(target(Properties.Targets[0].Arn));
    }
  },

  'patterns are within EventBridge’s limit': ({ app }) => {
    for (const [, { Properties }] of withPattern(app)) {
      expect(JSON.stringify(resolved(Properties.EventPattern)).length).toBeLessThan(2048);
    }
  },

  'functions with side effects ignore replayed events': ({ app }) => {
    for (const functionName of ['generate-code', 'generate-repair', 'launch-task', 'stop-task', 'notify-webhook']) {
      const pattern = ruleOf(app, functionName).EventPattern as { readonly 'replay-name'?: unknown };
      expect([functionName, pattern['replay-name']]).toEqual([functionName, [{ exists: false }]]);
    }
  },

  'sweep-jobs and keep-standby run every minute without retries': ({ app }) => {
    const rules = app.of('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const clocks = rules.filter(({ ScheduleExpression }) => ScheduleExpression);
    const targets = clocks.map(({ Targets }) => target(Targets[0].Arn));
    expect(targets.sort()).toEqual(['KeepStandbyFunction', 'SweepJobsFunction']);
    for (const { ScheduleExpression, Targets } of clocks) {
      expect(ScheduleExpression).toBe('rate(1 minute)');
      expect(Targets[0].RetryPolicy).toMatchObject({ MaximumRetryAttempts: 0 });
    }
  },
};
