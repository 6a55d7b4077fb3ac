import { add, drop, type Mutations, put } from './edit';

const policyOf = (queue: string) => `${queue}Policy.Properties.PolicyDocument.Statement.0`;

/** Mutations of rules, queues and mappings. */
export const ofEvents: Mutations = {
  'a detail-type is left out of a pattern': [
    drop('RecordProgressRule.Properties.EventPattern.detail-type.3'),
    'each rule has the pattern of the contracts',
  ],
  'the repair of a final attempt is asked for': [
    put('GenerateCodeRule.Properties.EventPattern.$or.1.detail.final', [true]),
    'each rule has the pattern of the contracts',
  ],
  'replayed events launch tasks': [
    drop('LaunchTaskRule.Properties.EventPattern.replay-name'),
    'functions that act on the world ignore what an archive sends again',
  ],
  'replayed events send webhooks': [
    put('NotifyWebhookRule.Properties.EventPattern.replay-name', [{ exists: true }]),
    'functions that act on the world ignore what an archive sends again',
  ],
  'a rule goes astray': [drop('StopTaskRule'), 'there is no rule without a contract'],
  'events of ECS are expected on the own bus': [
    put('RecordTaskStateRule.Properties.EventBusName', { Ref: 'Bus' }),
    'events of AWS services are never expected on a custom bus',
  ],
  'bus events are expected on the default bus': [
    drop('GenerateCodeRule.Properties.EventBusName'),
    'each rule is on the bus that its events come from',
  ],
  'a rule invokes a function directly': [
    put('StopTaskRule.Properties.Targets.0.Arn', { 'Fn::GetAtt': ['StopTaskFunction', 'Arn'] }),
    'no rule with a pattern invokes a function directly',
  ],
  'a rule has a second target': [
    add('StopTaskRule.Properties.Targets', { Id: 'other', Arn: { 'Fn::GetAtt': ['LaunchTaskQueue', 'Arn'] } }),
    'no rule with a pattern invokes a function directly',
  ],
  'a pattern grows too long': [
    put('RecordArtifactRule.Properties.EventPattern.detail.object.key', [{ prefix: 'x'.repeat(2048) }]),
    'a pattern is within the length that EventBridge takes',
  ],
  'the sweep runs every five minutes': [
    put('SweepJobsFunctionEveryMinute.Properties.ScheduleExpression', 'rate(5 minutes)'),
    'the sweep runs every minute, without repetitions of its own',
  ],

  'a queue has no policy': [
    drop('LaunchTaskQueuePolicy'),
    'a queue that a rule sends to lets that rule in, and no other',
  ],
  'a queue lets every rule in': [
    drop(`${policyOf('RecordArtifactQueue')}.Condition`),
    'a queue that a rule sends to lets that rule in, and no other',
  ],
  'a queue of dead letters has no policy': [
    drop('StopTaskQueuePolicy.Properties.Queues.1'),
    'what EventBridge cannot deliver goes to a queue that lets the rule in',
  ],
  'a queue of dead letters lets another rule in': [
    add('LaunchTaskQueuePolicy.Properties.Queues', { Ref: 'StopTaskDeadLetters' }),
    'what EventBridge cannot deliver goes to a queue that lets the rule in',
  ],
  'what EventBridge cannot deliver is dropped': [
    drop('GenerateCodeRule.Properties.Targets.0.DeadLetterConfig'),
    'what EventBridge cannot deliver goes to a queue that lets the rule in',
  ],
  'a queue lets everybody in': [
    put(`${policyOf('GenerateCodeQueue')}.Principal`, '*'),
    'no policy of a queue lets anybody else in',
  ],
  'a queue may be read by a rule': [
    put(`${policyOf('GenerateCodeQueue')}.Action`, 'sqs:*'),
    'no policy of a queue lets anybody else in',
  ],
  'failed messages stay in their queue for ever': [
    drop('RecordProgressQueue.Properties.RedrivePolicy'),
    'each function has one queue, and one queue of dead letters for both ways to die',
  ],
  'messages die at their first failure': [
    put('RecordProgressQueue.Properties.RedrivePolicy.maxReceiveCount', 1),
    'each function has one queue, and one queue of dead letters for both ways to die',
  ],
  'messages come back while they are handled': [
    put('GenerateCodeQueue.Properties.VisibilityTimeout', 300),
    'a message stays hidden six times as long as the function may take',
  ],
  'a function takes longer than its messages are hidden': [
    put('RecordArtifactFunction.Properties.Timeout', 60),
    'a message stays hidden six times as long as the function may take',
  ],
  'a launch that waits for capacity becomes a dead letter': [
    put('LaunchTaskQueue.Properties.RedrivePolicy.maxReceiveCount', 8),
    'a message that is postponed is no dead letter before it is left to the sweep',
  ],
  'a function hides messages in the queue of another': [
    put('LaunchTaskFunction.Properties.Environment.Variables.QUEUE_URL', { Ref: 'StopTaskQueue' }),
    'a function that postpones messages knows its own queue',
  ],
  'one failed message brings its whole batch back': [
    drop('RecordArtifactFunctionQueue.Properties.FunctionResponseTypes'),
    'failed messages alone are handled again',
  ],
  'RunTask is called without a bound': [
    drop('LaunchTaskFunctionQueue.Properties.ScalingConfig'),
    'how many messages are handled at once is bounded',
  ],
  'a hundred webhooks are sent at once': [
    put('NotifyWebhookFunctionQueue.Properties.ScalingConfig.MaximumConcurrency', 100),
    'how many messages are handled at once is bounded',
  ],
  'changes that cannot be handled are dropped': [
    drop('DispatchObligationsFunctionTable.Properties.DestinationConfig'),
    'the stream has a destination for what dispatch-obligations cannot handle',
  ],
  'the stream is read from wherever it is': [
    put('DispatchObligationsFunctionTable.Properties.StartingPosition', 'LATEST'),
    'the stream is read from its beginning, so that no change before the first deploy’s end is lost',
  ],
  'timeline items come through the stream': [
    drop('DispatchObligationsFunctionTable.Properties.FilterCriteria'),
    'the stream brings changes of jobs only',
  ],
  'dead letters are gone after four days': [
    drop('LaunchTaskDeadLetters.Properties.MessageRetentionPeriod'),
    'dead letters are kept for fourteen days',
  ],
};
