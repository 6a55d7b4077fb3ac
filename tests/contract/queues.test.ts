import { patterns } from './patterns';
import { titleOf } from './rooms';
import { type Resource, Template, target } from './template';

const template = new Template();
const rules = template.of('AWS::Events::Rule').filter(([, rule]) => rule.Properties.EventPattern);
const mappings = template.of('AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping.Properties);
const rooms = Object.keys(patterns).map((room) => [room, titleOf(room)] as const);

/** Ids of the rules whose events the queue's policy lets in. */
function sendersTo(queue: string): string[] {
  const policies = template.of('AWS::SQS::QueuePolicy').map(([, { Properties }]) => Properties);
  return policies
    .filter(({ Queues }) => Queues.some(is(queue)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect, Action }) => Effect === 'Allow' && Action === 'sqs:SendMessage')
    .filter(({ Principal }) => Principal.Service === 'events.amazonaws.com')
    .filter(({ Resource }) => target(Resource) === queue)
    .map(({ Condition }) => target(Condition?.ArnEquals?.['aws:SourceArn']));
}

const mappingOf = (source: string) => mappings.find(({ EventSourceArn }) => is(source)(EventSourceArn));

const is = (id: string) => (value: unknown) => target(value) === id;

describe('queues', () => {
  it('a queue that a rule sends to lets that rule in, and no other', () => {
    for (const [id, rule] of rules) {
      for (const { Arn } of rule.Properties.Targets) expect(sendersTo(target(Arn))).toEqual([id]);
    }
  });

  it('what EventBridge cannot deliver goes to a queue that lets the rule in', () => {
    for (const [id, rule] of rules) {
      for (const { DeadLetterConfig } of rule.Properties.Targets) {
        expect(sendersTo(target(DeadLetterConfig.Arn))).toEqual([id]);
      }
    }
  });

  it.each(rooms)('%s: one queue, one queue of dead letters for both ways to die', (_room, title) => {
    const [{ DeadLetterConfig }] = template.get(`${title}Rule`, 'AWS::Events::Rule').Targets;
    const { RedrivePolicy } = template.get(`${title}Queue`, 'AWS::SQS::Queue');
    expect(target(DeadLetterConfig.Arn)).toBe(`${title}DeadLetters`);
    expect(target(RedrivePolicy?.deadLetterTargetArn)).toBe(`${title}DeadLetters`);
    expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(3);
  });

  it.each(rooms)('%s: a message stays hidden six times as long as the function may take', (_room, title) => {
    const { Timeout } = template.get(`${title}Function`, 'AWS::Lambda::Function');
    expect(template.get(`${title}Queue`, 'AWS::SQS::Queue').VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });

  it.each(rooms)('%s: failed messages alone are handled again, and concurrency is bounded', (_room, title) => {
    const mapping = mappingOf(`${title}Queue`);
    expect(target(mapping?.FunctionName)).toBe(`${title}Function`);
    expect(mapping?.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(mapping?.ScalingConfig?.MaximumConcurrency).toBeGreaterThanOrEqual(2);
    expect(mapping?.ScalingConfig?.MaximumConcurrency).toBeLessThanOrEqual(5);
  });

  it('the stream has a destination for what publish-decisions cannot handle', () => {
    const mapping = mappingOf('JobTable');
    expect(target(mapping?.FunctionName)).toBe('PublishDecisionsFunction');
    expect(target(mapping?.DestinationConfig?.OnFailure.Destination)).toBe('PublishDecisionsDeadLetters');
    expect(mapping?.MaximumRetryAttempts).toBeGreaterThan(0);
  });

  it('the stream brings changes of jobs only', () => {
    const mapping = mappingOf('JobTable');
    const filters = mapping?.FilterCriteria?.Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(filters).toEqual([{ eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['JOB'] } } } }]);
  });

  const deadLetters = template.of('AWS::SQS::Queue').filter(([id]) => id.endsWith('DeadLetters'));

  it.each(deadLetters)('an alarm tells of messages in %s', (id) => {
    const alarms = template.of('AWS::CloudWatch::Alarm').filter(([, alarm]) => watches(alarm, id));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.[1].Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  it.each(deadLetters)('%s keeps messages for fourteen days', (_id, queue) => {
    expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it('every queue is encrypted', () => {
    for (const [, queue] of template.of('AWS::SQS::Queue')) expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
  });
});

const watches = (alarm: Resource<'AWS::CloudWatch::Alarm'>, queue: string): boolean =>
  alarm.Properties.Dimensions.some(({ Name, Value }) => Name === 'QueueName' && target(Value) === queue);
