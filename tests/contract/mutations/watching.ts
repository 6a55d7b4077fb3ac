import { drop as dropOf, type Mutations, put as putOf } from './edit';

const drop = (path: string) => dropOf(path, 'observability');
const put = (path: string, value: unknown) => putOf(path, value, 'observability');

const body = 'Dashboard.Properties.DashboardBody.Fn::Sub.0';
const deadLetters = 'each dead-letter queue has an alarm that names its function';
const without = (text: string) => (old: string) => old.replaceAll(text, '');

/** Mutations of alarms, dashboard and budget. */
export const ofWatching: Mutations = {
  'the log of the bus has no delivery': [
    dropOf('BusLogDelivery'),
    'the bus logs undeliverable events to a log group of the stack',
  ],
  'a dead-letter queue has no alarm': [drop('LaunchTaskDeadLettersAlarm'), deadLetters],
  'a hundred dead letters raise an alarm, one does not': [
    put('LaunchTaskDeadLettersAlarm.Properties.Threshold', 100),
    deadLetters,
  ],
  'alarms on dead letters watch the queues of other functions': [
    putOf('Observability.Properties.Parameters.DeadLetters.Fn::Join.1', (names: unknown[]) => names.toReversed()),
    deadLetters,
  ],
  'an alarm on dead letters names another function': [
    put('LaunchTaskDeadLettersAlarm.Properties.AlarmDescription', 'stop-task could not handle an event.'),
    deadLetters,
  ],
  'the sweep has no alarm': [drop('SweepJobsAlarm'), 'an alarm watches the errors of each function'],
  'the errors of one function are not watched': [
    drop('FunctionErrorsAlarm.Properties.Metrics.3'),
    'an alarm watches the errors of each function',
  ],
  'the age of the stream has no alarm': [drop('StreamAgeAlarm'), 'an alarm watches the errors of each function'],
  'one queue is not watched': [
    drop('OldestMessageAlarm.Properties.Metrics.2'),
    'an alarm watches the oldest message of each queue',
  ],
  'overdue jobs raise no alarm': [
    drop('OverdueJobsAlarm'),
    'alarms watch 5xx responses, overdue jobs, system failures, the cost of jobs and the catalog',
  ],
  '5xx responses raise no alarm': [
    drop('ApiErrorsAlarm'),
    'alarms watch 5xx responses, overdue jobs, system failures, the cost of jobs and the catalog',
  ],
  'a fault of the catalog raises no alarm': [
    drop('CatalogAlarm'),
    'alarms watch 5xx responses, overdue jobs, system failures, the cost of jobs and the catalog',
  ],
  'a job is overdue for an hour before an alarm': [
    put('OverdueJobsAlarm.Properties.Threshold', 3600),
    'jobs and messages that are ten minutes late raise an alarm',
  ],
  'a message waits for an hour before an alarm': [
    put('OldestMessageAlarm.Properties.Threshold', 3600),
    'jobs and messages that are ten minutes late raise an alarm',
  ],
  'an alarm watches a metric that does not exist': [
    put('OverdueJobsAlarm.Properties.MetricName', 'OldestJob'),
    'alarms and the dashboard use metrics that exist',
  ],
  'an alarm ignores metrics that it reads': [
    put('FunctionErrorsAlarm.Properties.Metrics.0.Expression', 'SUM([generateCode])'),
    'a metric math alarm uses all the metrics that it reads, at most ten',
  ],
  'an alarm does not notify the topic': [
    drop('OverdueJobsAlarm.Properties.AlarmActions'),
    'every alarm notifies the topic',
  ],
  'the budget is annual': [
    put('Budget.Properties.Budget.TimeUnit', 'ANNUALLY'),
    'the budget is monthly and notifies the topic when it is used up',
  ],
  'a used-up budget does not notify the topic': [
    drop('Budget.Properties.NotificationsWithSubscribers.Fn::If.1.0'),
    'the budget is monthly and notifies the topic when it is used up',
  ],
  'the dashboard is named after the stack only': [
    put('Dashboard.Properties.DashboardName', { Ref: 'AWS::StackName' }),
    'stacks of the same name in two regions have different dashboards',
  ],
  'a metric is not shown': [put(body, without('"ModelErrors"')), 'the dashboard shows every metric'],
  'a step has no p95': [
    put(body, (old: string) => old.replace('["...", { "stat": "p95", "yAxis": "right" }],', '')),
    'the dashboard shows p50 and p95 of each step',
  ],
  'the dashboard does not show a queue': [
    dropOf('Observability.Properties.Parameters.Queues.Fn::Join.1.6'),
    'the dashboard shows each queue, each dead-letter queue and the errors of each function',
  ],
  'two widgets overlap': [
    put(body, (old: string) => old.replace('"x": 12, "y": 0', '"x": 0, "y": 0')),
    'widgets of the dashboard do not overlap or exceed its width',
  ],
};
