import { add, drop, type Mutations, put } from './edit';

const policyOf = (queue: string) => `${queue}Policy.Properties.PolicyDocument.Statement.1`;

/** Mutations of rules, queues and event source mappings. */
export const ofEvents: Mutations = {
  'a detail-type is missing from a pattern': [
    drop('RecordProgressRule.Properties.EventPattern.detail-type.3'),
    'each rule has the pattern of its contracts',
  ],
  'a final attempt is repaired': [
    put('GenerateRepairRule.Properties.EventPattern.$or.0.detail.final', [true]),
    'each rule has the pattern of its contracts',
  ],
  'replayed events launch tasks': [
    drop('LaunchTaskRule.Properties.EventPattern.replay-name'),
    'functions with side effects ignore replayed events',
  ],
  'replayed events send webhooks': [
    put('NotifyWebhookRule.Properties.EventPattern.replay-name', [{ exists: true }]),
    'functions with side effects ignore replayed events',
  ],
  'a rule is missing': [drop('StopTaskRule'), 'every rule has a contract'],
  'the rule for events of ECS is on the custom bus': [
    put('RecordTaskStateRule.Properties.EventBusName', { Ref: 'Bus' }),
    'rules for events of AWS services are on the default bus',
  ],
  'a rule for events of the system is on the default bus': [
    drop('GenerateCodeRule.Properties.EventBusName'),
    'each rule is on the bus of its events',
  ],
  'a rule invokes a function directly': [
    put('StopTaskRule.Properties.Targets.0.Arn', { 'Fn::GetAtt': ['StopTaskFunction', 'Arn'] }),
    'rules with a pattern target a queue, never a function',
  ],
  'a rule has a second target': [
    add('StopTaskRule.Properties.Targets', { Id: 'other', Arn: { 'Fn::GetAtt': ['LaunchTaskQueue', 'Arn'] } }),
    'rules with a pattern target a queue, never a function',
  ],
  'a pattern is too long': [
    put('RecordArtifactRule.Properties.EventPattern.detail.object.key', [{ prefix: 'x'.repeat(2048) }]),
    'patterns are within EventBridge’s limit',
  ],
  'the sweep runs every five minutes': [
    put('SweepJobsFunctionEveryMinute.Properties.ScheduleExpression', 'rate(5 minutes)'),
    'sweep-jobs and keep-standby run every minute without retries',
  ],

  'a queue has no policy': [drop('LaunchTaskQueuePolicy'), 'a queue accepts messages of its rule only'],
  'a queue accepts messages of every rule': [
    drop(`${policyOf('RecordArtifactQueue')}.Condition`),
    'a queue accepts messages of its rule only',
  ],
  'a dead-letter queue has no policy': [
    drop('StopTaskQueuePolicy.Properties.Queues.1'),
    'undeliverable events go to a dead-letter queue that accepts messages of the rule',
  ],
  'a dead-letter queue accepts messages of another rule': [
    add('LaunchTaskQueuePolicy.Properties.Queues', { Ref: 'StopTaskDeadLetters' }),
    'undeliverable events go to a dead-letter queue that accepts messages of the rule',
  ],
  'undeliverable events are dropped': [
    drop('GenerateCodeRule.Properties.Targets.0.DeadLetterConfig'),
    'undeliverable events go to a dead-letter queue that accepts messages of the rule',
  ],
  'anyone may send to a queue': [
    put(`${policyOf('GenerateCodeQueue')}.Principal`, '*'),
    'queue policies allow only EventBridge to send',
  ],
  'EventBridge may read a queue': [
    put(`${policyOf('GenerateCodeQueue')}.Action`, 'sqs:*'),
    'queue policies allow only EventBridge to send',
  ],
  'failed messages are retried forever': [
    drop('RecordProgressQueue.Properties.RedrivePolicy'),
    'each queue has one dead-letter queue for failed events and failed deliveries',
  ],
  'messages become dead letters at their first failure': [
    put('RecordProgressQueue.Properties.RedrivePolicy.maxReceiveCount', 1),
    'each queue has one dead-letter queue for failed events and failed deliveries',
  ],
  'a message becomes visible while its function may still run': [
    put('GenerateCodeQueue.Properties.VisibilityTimeout', 300),
    'a message stays invisible while its function may run',
  ],
  'a function’s timeout exceeds the visibility timeout': [
    put('LaunchTaskFunction.Properties.Timeout', 180),
    'a message stays invisible while its function may run',
  ],
  'a message that failed stays invisible for half an hour': [
    put('GenerateCodeQueue.Properties.VisibilityTimeout', 1800),
    'a message that failed returns before the alarm of old messages',
  ],
  'a throttled message is soon a dead letter': [
    put('RecordProgressQueue.Properties.RedrivePolicy.maxReceiveCount', 3),
    'a message that Lambda throttles is retried for ten minutes before it is a dead letter',
  ],
  'a queue accepts requests without TLS': [
    drop('StopTaskQueuePolicy.Properties.PolicyDocument.Statement.0'),
    'queues refuse requests without TLS',
  ],
  'a second policy replaces the first one of a queue': [
    put('OtherPolicy', {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'StopTaskQueue' }], PolicyDocument: { Statement: [] } },
    }),
    'each queue has one policy, because a second one would replace it',
  ],
  'a launch that waits for capacity becomes a dead letter': [
    put('LaunchTaskQueue.Properties.RedrivePolicy.maxReceiveCount', 8),
    'a postponed message is dropped before it becomes a dead letter',
  ],
  'a function postpones messages in another function’s queue': [
    put('LaunchTaskFunction.Properties.Environment.Variables.QUEUE_URL', { Ref: 'StopTaskQueue' }),
    'a function that postpones messages gets the URL of its queue',
  ],
  'one failed message retries its whole batch': [
    drop('RecordArtifactFunctionQueue.Properties.FunctionResponseTypes'),
    'only failed messages of a batch are retried',
  ],
  'calls of RunTask are not limited': [
    drop('LaunchTaskFunctionQueue.Properties.ScalingConfig'),
    'the concurrency of each queue is limited',
  ],
  'a hundred webhooks are sent at once': [
    put('NotifyWebhookFunctionQueue.Properties.ScalingConfig.MaximumConcurrency', 100),
    'the concurrency of each queue is limited',
  ],
  'failed stream records are dropped': [
    drop('DispatchObligationsFunctionTable.Properties.DestinationConfig'),
    'the stream has a failure destination',
  ],
  'the stream is read from its end': [
    put('DispatchObligationsFunctionTable.Properties.StartingPosition', 'LATEST'),
    'the stream is read from its start, so that no change during the first deployment is lost',
  ],
  'timeline items come through the stream': [
    drop('DispatchObligationsFunctionTable.Properties.FilterCriteria'),
    'the stream is filtered to changes of jobs',
  ],
  'dead letters expire after four days': [
    drop('LaunchTaskDeadLetters.Properties.MessageRetentionPeriod'),
    'dead letters are retained for fourteen days',
  ],
};
