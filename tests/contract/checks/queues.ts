import { MAX_POSTPONED_RECEIVES } from '../../../functions/shared/queue/batch';
import { titleOf } from '../function-sources';
import { functionBehind, patterns } from '../patterns';
import { type Template, target } from '../template';
import type { Checks } from './check';

const rulesOf = (app: Template) =>
  app.of('AWS::Events::Rule').filter(([, rule]) => rule.Properties.EventPattern !== undefined);

const titles = Object.keys(patterns).map(titleOf);
const functionTitles = Object.fromEntries(
  Object.keys(patterns).map((queue) => [titleOf(queue), titleOf(functionBehind(queue))]),
);

const is = (id: string) => (value: unknown) => target(value) === id;

/** Ids of the rules that a queue's policy allows to send. */
function sendersTo(app: Template, queue: string): string[] {
  const policies = app.of('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
  return (
    policies
      .filter(({ Queues }) => Queues.some(is(queue)))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Effect, Action }) => Effect === 'Allow' && Action === 'sqs:SendMessage')
      .filter(({ Principal }) => Principal.Service === 'events.amazonaws.com')
      // In a queue policy, '*' is the queue itself.
      .filter(({ Resource }) => Resource === '*')
      .map(({ Condition }) => target(Condition?.ArnEquals?.['aws:SourceArn']))
  );
}

const mappingOf = (app: Template, source: string) =>
  app
    .of('AWS::Lambda::EventSourceMapping')
    .map(([, mapping]) => mapping.Properties)
    .find(({ EventSourceArn }) => is(source)(EventSourceArn));

const DENY_WITHOUT_TLS = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const queueOf = (app: Template, title: string) => app.get(`${title}Queue`, 'AWS::SQS::Queue');

export const deadLettersOf = (app: Template) => app.of('AWS::SQS::Queue').filter(([id]) => id.endsWith('DeadLetters'));

export const queues: Checks = {
  'a queue accepts messages of its rule only': ({ app }) => {
    for (const [id, rule] of rulesOf(app)) {
      for (const { Arn } of rule.Properties.Targets) expect(sendersTo(app, target(Arn))).toEqual([id]);
    }
  },

  'undeliverable events go to a dead-letter queue that accepts messages of the rule': ({ app }) => {
    for (const [id, rule] of rulesOf(app)) {
      for (const { DeadLetterConfig } of rule.Properties.Targets) {
        expect(sendersTo(app, target(DeadLetterConfig?.Arn))).toEqual([id]);
      }
    }
  },

  'queue policies allow only EventBridge to send': ({ app }) => {
    for (const [id, { Properties }] of app.of('AWS::SQS::QueuePolicy')) {
      const allowing = Properties.PolicyDocument.Statement.filter(({ Effect }) => Effect !== 'Deny');
      for (const { Effect, Action, Principal } of allowing) {
        const expected = { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } };
        expect([id, { Effect, Action, Principal }]).toEqual([id, expected]);
      }
    }
  },

  'queues refuse requests without TLS': ({ app }) => {
    const policies = app.of('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
    for (const [id] of app.of('AWS::SQS::Queue')) {
      const statements = policies
        .filter(({ Queues }) => Queues.some(is(id)))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect([id, statements]).toEqual([id, expect.arrayContaining([DENY_WITHOUT_TLS])]);
    }
  },

  'each queue has one policy, because a second one would replace it': ({ app }) => {
    const queues = app.of('AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => Properties.Queues.map(target));
    expect(new Set(queues).size).toBe(queues.length);
  },

  'each queue has one dead-letter queue for failed events and failed deliveries': ({ app }) => {
    for (const title of titles) {
      const [{ DeadLetterConfig }] = app.get(`${title}Rule`, 'AWS::Events::Rule').Targets;
      const { RedrivePolicy } = queueOf(app, title);
      expect(target(DeadLetterConfig?.Arn)).toBe(`${title}DeadLetters`);
      expect(target(RedrivePolicy?.deadLetterTargetArn)).toBe(`${title}DeadLetters`);
      expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(3);
    }
  },

  'a message stays invisible while its function may run': ({ app }) => {
    for (const title of titles) {
      const { Timeout } = app.get(`${functionTitles[title]}Function`, 'AWS::Lambda::Function');
      expect([title, (queueOf(app, title).VisibilityTimeout ?? 0) >= Timeout + 30]).toEqual([title, true]);
    }
  },

  'a message that failed returns before the alarm of old messages': ({ app, observability }) => {
    const { Threshold } = observability.get('OldestMessageAlarm', 'AWS::CloudWatch::Alarm');
    for (const title of titles)
      expect([title, (queueOf(app, title).VisibilityTimeout ?? 0) < Threshold]).toEqual([title, true]);
  },

  'a message that Lambda throttles is retried for ten minutes before it is a dead letter': ({ app }) => {
    for (const title of titles) {
      const { VisibilityTimeout = 0, RedrivePolicy } = queueOf(app, title);
      expect([title, VisibilityTimeout * (RedrivePolicy?.maxReceiveCount ?? 0) >= 600]).toEqual([title, true]);
    }
  },

  'a postponed message is dropped before it becomes a dead letter': ({ app }) => {
    for (const title of ['LaunchTask', 'DescribeTables']) {
      const { RedrivePolicy } = queueOf(app, title);
      // Allows for receives that fail.
      expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(MAX_POSTPONED_RECEIVES + 2);
    }
  },

  'a function that postpones messages gets the URL of its queue': ({ app }) => {
    for (const title of ['LaunchTask', 'DescribeTables']) {
      const { Environment } = app.get(`${title}Function`, 'AWS::Lambda::Function');
      expect(target(Environment?.Variables.QUEUE_URL)).toBe(`${title}Queue`);
    }
  },

  'only failed messages of a batch are retried': ({ app }) => {
    for (const title of titles) {
      const mapping = mappingOf(app, `${title}Queue`);
      expect(target(mapping?.FunctionName)).toBe(`${functionTitles[title]}Function`);
      expect([title, mapping?.FunctionResponseTypes]).toEqual([title, ['ReportBatchItemFailures']]);
    }
  },

  'the concurrency of each queue is limited': ({ app }) => {
    for (const title of titles) {
      const { MaximumConcurrency = 0 } = mappingOf(app, `${title}Queue`)?.ScalingConfig ?? {};
      expect([title, MaximumConcurrency >= 2 && MaximumConcurrency <= 5]).toEqual([title, true]);
    }
  },

  'the stream has a failure destination': ({ app }) => {
    const mapping = mappingOf(app, 'JobTable');
    expect(target(mapping?.FunctionName)).toBe('DispatchObligationsFunction');
    expect(target(mapping?.DestinationConfig?.OnFailure.Destination)).toBe('DispatchObligationsDeadLetters');
    expect(mapping?.MaximumRetryAttempts).toBeGreaterThan(0);
  },

  'the stream is read from its start, so that no change during the first deployment is lost': ({ app }) => {
    expect(mappingOf(app, 'JobTable')?.StartingPosition).toBe('TRIM_HORIZON');
  },

  'the stream is filtered to changes of jobs': ({ app }) => {
    const mapping = mappingOf(app, 'JobTable');
    const filters = mapping?.FilterCriteria?.Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(filters).toEqual([{ eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['JOB'] } } } }]);
  },

  'dead letters are retained for fourteen days': ({ app }) => {
    for (const [id, { Properties }] of deadLettersOf(app)) {
      expect([id, Properties.MessageRetentionPeriod]).toEqual([id, 14 * 24 * 3600]);
    }
  },
};
