import { randomUUID } from 'node:crypto';
import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { eventDetail, type TaskState } from './task-view';

interface Rule {
  readonly pattern: string;
  readonly targets: readonly { readonly arn: string; readonly group?: string }[];
}

export interface DeliveryOptions {
  readonly events: EventBridgeClient;
  readonly queues: SQSClient;
  readonly log: (line: string) => void;
}

export interface StateChanges {
  /** Sends the task's present state to whom it concerns, after what was sent before. */
  publish(task: TaskState): void;
  /** Resolves when everything has been sent, or given up. */
  settled(): Promise<void>;
}

const RULES_KEPT_MS = 3000;
const PAUSES = [100, 300, 1000, 3000];

/** "ECS Task State Change" as it is documented, with the task as it is now. */
export function stateChange(task: TaskState): Record<string, unknown> {
  const [, , , region, account] = task.taskArn.split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account,
    time: `${task.updatedAt.toISOString().slice(0, 19)}Z`,
    region,
    resources: [task.taskArn],
    detail: eventDetail(task),
  };
}

/** Rules of the default bus. */
async function readRules(events: EventBridgeClient): Promise<Rule[]> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const enabled = Rules.filter((rule) => rule.EventPattern && rule.State !== 'DISABLED');
  return Promise.all(
    enabled.map(async ({ Name, EventPattern = '' }) => {
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
      const targets = Targets.map(({ Arn = '', SqsParameters }) => ({
        arn: Arn,
        group: SqsParameters?.MessageGroupId,
      }));
      return { pattern: EventPattern, targets };
    }),
  );
}

/**
 * Takes events of `aws.ecs` to the queues that rules of the default bus name: PutEvents takes no event of an AWS
 * service, neither on AWS nor in the emulator. Public calls only.
 */
export function stateChanges({ events, queues, log }: DeliveryOptions): StateChanges {
  let rules: { readonly list: Promise<Rule[]>; readonly until: number } | undefined;
  const urls = new Map<string, Promise<string>>();
  let last: Promise<void> = Promise.resolve();

  function currentRules(): Promise<Rule[]> {
    if (!rules || rules.until < Date.now()) {
      const list = readRules(events);
      list.catch(() => {
        rules = undefined;
      });
      rules = { list, until: Date.now() + RULES_KEPT_MS };
    }
    return rules.list;
  }

  function queueUrl(arn: string): Promise<string> {
    const name = arn.split(':').at(-1);
    const known = urls.get(arn);
    if (known) return known;
    const url = queues.send(new GetQueueUrlCommand({ QueueName: name })).then(({ QueueUrl = '' }) => QueueUrl);
    url.catch(() => urls.delete(arn));
    urls.set(arn, url);
    return url;
  }

  async function send(event: string, rule: Rule): Promise<void> {
    const { Result } = await events.send(new TestEventPatternCommand({ Event: event, EventPattern: rule.pattern }));
    if (!Result) return;
    for (const { arn, group } of rule.targets) {
      if (!arn.includes(':sqs:')) {
        log(`A rule for ECS events has the target ${arn}; only queues are served here.`);
        continue;
      }
      const message = { QueueUrl: await queueUrl(arn), MessageBody: event, MessageGroupId: group };
      await queues.send(new SendMessageCommand(message));
    }
  }

  async function deliver(event: string): Promise<void> {
    for (const pause of [...PAUSES, undefined]) {
      try {
        await Promise.all((await currentRules()).map((rule) => send(event, rule)));
        return;
      } catch (error) {
        if (pause === undefined) log(`An ECS event was not delivered: ${String(error)}`);
        else await new Promise((wake) => setTimeout(wake, pause));
      }
    }
  }

  return {
    publish(task) {
      const event = JSON.stringify(stateChange(task));
      last = last
        .then(() => deliver(event))
        .catch((error) => log(`The events of job ${task.request.startedBy} are in disorder: ${String(error)}`));
    },
    settled: () => last,
  };
}
