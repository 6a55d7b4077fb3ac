import { drop as dropOf, type Mutations, put as putOf } from './edit';

const drop = (path: string) => dropOf(path, 'observability');
const put = (path: string, value: unknown) => putOf(path, value, 'observability');

const body = 'Dashboard.Properties.DashboardBody.Fn::Sub.0';
const deadLetters = 'an alarm tells of each dead letter, and whose it is';
const without = (text: string) => (old: string) => old.replaceAll(text, '');

/** Mutations of alarms, dashboard and budget. */
export const ofWatching: Mutations = {
  'the log of the bus goes nowhere': [
    dropOf('BusLogDelivery'),
    'what the bus could not deliver is written to a log group of the stack',
  ],
  'nobody is told of dead letters': [drop('LaunchTaskDeadLettersAlarm'), deadLetters],
  'only a hundred dead letters are told of': [put('LaunchTaskDeadLettersAlarm.Properties.Threshold', 100), deadLetters],
  'alarms of dead letters name the queues of others': [
    putOf('Observability.Properties.Parameters.DeadLetters.Fn::Join.1', (names: unknown[]) => names.toReversed()),
    deadLetters,
  ],
  'an alarm of dead letters says that they are another function’s': [
    put('LaunchTaskDeadLettersAlarm.Properties.AlarmDescription', 'What stop-task could not handle.'),
    deadLetters,
  ],
  'nobody is told that the sweep fails': [drop('SweepJobsAlarm'), 'an alarm tells of the errors of each function'],
  'the errors of one function are not watched': [
    drop('FunctionErrorsAlarm.Properties.Metrics.3'),
    'an alarm tells of the errors of each function',
  ],
  'nobody is told that the stream is held up': [
    drop('StreamAgeAlarm'),
    'an alarm tells of the errors of each function',
  ],
  'one queue may fill unseen': [
    drop('OldestMessageAlarm.Properties.Metrics.2'),
    'an alarm tells of messages that wait in each queue',
  ],
  'nobody is told of overdue jobs': [
    drop('OverdueJobsAlarm'),
    'alarms tell of 5xx, of overdue jobs, of failures of the system and of what jobs cost',
  ],
  'nobody is told of 5xx': [
    drop('ApiErrorsAlarm'),
    'alarms tell of 5xx, of overdue jobs, of failures of the system and of what jobs cost',
  ],
  'a job is overdue for an hour before anybody is told': [
    put('OverdueJobsAlarm.Properties.Threshold', 3600),
    'alarms tell of jobs and messages that are late by more than ten minutes',
  ],
  'a message waits for an hour before anybody is told': [
    put('OldestMessageAlarm.Properties.Threshold', 3600),
    'alarms tell of jobs and messages that are late by more than ten minutes',
  ],
  'an alarm watches a metric that nobody measures': [
    put('OverdueJobsAlarm.Properties.MetricName', 'OldestJob'),
    'alarms and the dashboard name metrics that are measured',
  ],
  'an alarm leaves out what it reads': [
    put('FunctionErrorsAlarm.Properties.Metrics.0.Expression', 'SUM([generateCode])'),
    'an alarm over several metrics computes with just those that it reads, ten at most',
  ],
  'an alarm goes nowhere': [drop('OverdueJobsAlarm.Properties.AlarmActions'), 'every alarm goes to the topic'],
  'the budget is of the year': [
    put('Budget.Properties.Budget.TimeUnit', 'ANNUALLY'),
    'the budget is of the month, and the topic is told when it is used up',
  ],
  'nobody is told that the budget is used up': [
    drop('Budget.Properties.NotificationsWithSubscribers.Fn::If.1.0'),
    'the budget is of the month, and the topic is told when it is used up',
  ],
  'a metric is not shown': [put(body, without('"ModelErrors"')), 'the dashboard shows everything that is measured'],
  'the dashboard does not show a queue': [
    dropOf('Observability.Properties.Parameters.Queues.Fn::Join.1.6'),
    'the dashboard shows each queue, each dead letter and the errors of each function',
  ],
  'a widget lies on another': [
    put(body, (old: string) => old.replace('"x": 12, "y": 0', '"x": 0, "y": 0')),
    'no widget of the dashboard lies on another, or beyond its edge',
  ],
};
