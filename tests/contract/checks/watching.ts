import { units } from '../../../functions/shared/metrics/port';
import { functionNames, titleOf } from '../function-sources';
import { substituted } from '../nested';
import { functionBehind, patterns } from '../patterns';
import type { PropertiesOf } from '../resources';
import { type Template, target } from '../template';
import type { Checks } from './check';
import { deadLettersOf } from './queues';

type Alarm = PropertiesOf['AWS::CloudWatch::Alarm'];

/** The metrics that an alarm reads, such as `AWS/SQS ApproximateAgeOfOldestMessage GenerateCodeQueue`. */
function metricsOf({ Namespace, MetricName, Dimensions = [], Metrics = [] }: Alarm): string[] {
  const single = MetricName === undefined ? [] : [{ Namespace, MetricName, Dimensions }];
  const several = Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
  return [...single, ...several].map((metric) =>
    [target(metric.Namespace), metric.MetricName, ...(metric.Dimensions ?? []).map(({ Value }) => target(Value))].join(
      ' ',
    ),
  );
}

const alarmsOf = (observability: Template) =>
  observability.of('AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [id, Properties] as const);

const watched = (observability: Template) => alarmsOf(observability).flatMap(([, alarm]) => metricsOf(alarm));

const NAMESPACE = 'AWS::StackName';

/** The dashboard, with references as `${Name}`. */
const dashboardOf = (observability: Template): { readonly widgets: readonly Widget[] } =>
  JSON.parse(substituted(observability.get('Dashboard', 'AWS::CloudWatch::Dashboard').DashboardBody['Fn::Sub']));

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly stat?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

/** The system's metrics on the dashboard. */
const metricsShown = (observability: Template): string[] =>
  dashboardOf(observability).widgets.flatMap(({ properties: { metrics = [] } }) =>
    metrics.flatMap(([namespace, name]) => {
      if (namespace === `\${Application}`) return [String(name)];
      const searched = /Kind\} (\w+)'/.exec(JSON.stringify(namespace) ?? '')?.[1];
      return searched ? [searched] : [];
    }),
  );

export const watching: Checks = {
  'each dead-letter queue has an alarm that names its function': ({ app, observability }) => {
    for (const [id] of deadLettersOf(app)) {
      const metric = `AWS/SQS ApproximateNumberOfMessagesVisible ${id}`;
      const alarms = alarmsOf(observability).filter(([, alarm]) => metricsOf(alarm).includes(metric));
      const queue = [...functionNames, ...Object.keys(patterns)].find((name) => id === `${titleOf(name)}DeadLetters`);
      const functionName = queue && functionBehind(queue);
      expect([id, alarms.map(([name]) => name)]).toEqual([id, [`${id}Alarm`]]);
      expect(alarms[0]?.[1]).toMatchObject({
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmDescription: expect.stringContaining(`${functionName} could not handle an event.`),
      });
    }
  },

  'an alarm watches the errors of each function': ({ app, observability }) => {
    const metrics = watched(observability);
    for (const [id] of app.of('AWS::Lambda::Function')) {
      const name = id === 'DispatchObligationsFunction' ? 'IteratorAge' : 'Errors';
      expect(metrics).toContain(`AWS/Lambda ${name} ${id}`);
    }
  },

  'an alarm watches the oldest message of each queue': ({ app, observability }) => {
    const metrics = watched(observability);
    for (const [id] of app.of('AWS::SQS::Queue').filter(([name]) => !name.endsWith('DeadLetters'))) {
      expect(metrics).toContain(`AWS/SQS ApproximateAgeOfOldestMessage ${id}`);
    }
  },

  'alarms watch 5xx responses, overdue jobs, system failures, the cost of jobs and the catalog': ({
    observability,
  }) => {
    expect(watched(observability)).toEqual(
      expect.arrayContaining([
        'AWS/ApiGateway 5xx Api',
        `${NAMESPACE} OverdueSeconds`,
        `${NAMESPACE} SystemFailures`,
        `${NAMESPACE} JobCostUsd`,
        `${NAMESPACE} CatalogProblems`,
      ]),
    );
  },

  'jobs and messages that are ten minutes late raise an alarm': ({ observability }) => {
    for (const id of ['OverdueJobsAlarm', 'OldestMessageAlarm']) {
      const { Threshold, ComparisonOperator } = observability.get(id, 'AWS::CloudWatch::Alarm');
      expect([id, Threshold, ComparisonOperator]).toEqual([id, 600, 'GreaterThanThreshold']);
    }
  },

  'alarms and the dashboard use metrics that exist': ({ observability }) => {
    const own = watched(observability).filter((metric) => metric.startsWith(NAMESPACE));
    expect(Object.keys(units)).toEqual(expect.arrayContaining(own.map((metric) => metric.split(' ')[1])));
    expect(Object.keys(units)).toEqual(expect.arrayContaining(metricsShown(observability)));
  },

  'the dashboard shows p50 and p95 of each step': ({ observability }) => {
    const widget = dashboardOf(observability).widgets.find(({ properties }) =>
      properties.title.startsWith('Steps of a job'),
    );
    const { metrics = [] } = widget?.properties ?? {};
    const steps = Object.keys(units).filter((name) => name.endsWith('StepSeconds'));
    expect(widget?.properties.stat).toBe('p50');
    expect(metrics).toEqual(
      steps.flatMap((name) => [
        [`\${Application}`, name],
        ['...', { stat: 'p95', yAxis: 'right' }],
      ]),
    );
  },

  'a metric math alarm uses all the metrics that it reads, at most ten': ({ observability }) => {
    for (const [id, { Metrics }] of alarmsOf(observability)) {
      if (!Metrics) continue;
      const read = Metrics.filter(({ MetricStat }) => MetricStat).map(({ Id }) => Id);
      const [result, ...others] = Metrics.filter(({ ReturnData = true }) => ReturnData);
      const used = [...(result?.Expression ?? '').matchAll(/\b[a-z]\w*/g)].map(([name]) => name);
      expect([id, others, [...new Set(used)].sort()]).toEqual([id, [], read.sort()]);
      expect(read.length).toBeLessThanOrEqual(10);
    }
  },

  'the bus logs undeliverable events to a log group of the stack': ({ app }) => {
    expect(app.get('Bus', 'AWS::Events::EventBus').LogConfig).toEqual({ Level: 'ERROR', IncludeDetail: 'NONE' });
    const deliveries = app.of('AWS::Logs::Delivery').map(([, { Properties }]) => Properties);
    const routes = deliveries.map(({ DeliverySourceName, DeliveryDestinationArn }) => {
      const source = app.get(target(DeliverySourceName), 'AWS::Logs::DeliverySource');
      const { DestinationResourceArn } = app.get(target(DeliveryDestinationArn), 'AWS::Logs::DeliveryDestination');
      return [target(source.ResourceArn), source.LogType, target(DestinationResourceArn)];
    });
    expect(routes).toEqual([['Bus', 'ERROR_LOGS', 'BusLogGroup']]);
  },

  'every alarm notifies the topic': ({ observability }) => {
    const AlarmActions = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] };
    for (const [id, alarm] of alarmsOf(observability)) expect([id, alarm.AlarmActions]).toEqual([id, AlarmActions]);
  },

  'the budget is monthly and notifies the topic when it is used up': ({ observability }) => {
    const { Budget, NotificationsWithSubscribers } = observability.get('Budget', 'AWS::Budgets::Budget');
    const BudgetLimit = { Amount: { Ref: 'MonthlyBudgetUsd' }, Unit: 'USD' };
    expect(Budget).toMatchObject({ BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit });
    const [, notifications] = NotificationsWithSubscribers['Fn::If'];
    expect(notifications.map(({ Notification }) => Notification.NotificationType)).toEqual(['ACTUAL', 'FORECASTED']);
    for (const { Subscribers } of notifications) {
      expect(Subscribers).toEqual([{ SubscriptionType: 'SNS', Address: { Ref: 'AlarmTopicArn' } }]);
    }
  },

  'stacks of the same name in two regions have different dashboards': ({ observability }) => {
    const { DashboardName } = observability.get('Dashboard', 'AWS::CloudWatch::Dashboard');
    expect(JSON.stringify(DashboardName)).toContain(`\${AWS::Region}`);
  },

  'the dashboard shows every metric': ({ observability }) => {
    expect(metricsShown(observability)).toEqual(expect.arrayContaining(Object.keys(units)));
  },

  'the dashboard shows each queue, each dead-letter queue and the errors of each function': ({
    app,
    observability,
  }) => {
    const text = JSON.stringify(dashboardOf(observability));
    for (const [id] of app.of('AWS::SQS::Queue')) expect(text).toContain(`\${${id}}`);
    for (const [id] of app.of('AWS::Lambda::Function')) expect(text).toContain(`\${${id}}`);
  },

  'widgets of the dashboard do not overlap or exceed its width': ({ observability }) => {
    const cells = new Map<string, string>();
    for (const { x, y, width, height, properties } of dashboardOf(observability).widgets) {
      expect([properties.title, x + width <= 24]).toEqual([properties.title, true]);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          const cell = `${column},${row}`;
          expect([properties.title, cells.get(cell)]).toEqual([properties.title, undefined]);
          cells.set(cell, properties.title);
        }
      }
    }
  },
};
