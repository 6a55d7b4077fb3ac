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
  /** Sends an event with the task's current state, in the order of the calls. */
  publish(task: TaskState): void;
  /** Resolves when all events have been sent or have failed permanently. */
  settled(): Promise<void>;
}

const RULES_CACHE_MS = 3000;
const RETRY_DELAYS_MS = [100, 300, 1000, 3000];

/** An "ECS Task State Change" event with the task's current state. */
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

/** Reads the rules of the default bus. */
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
 * Delivers events of `aws.ecs` to the queues of matching rules on the default bus. PutEvents cannot be used: it rejects
 * events with the source of an AWS service, also in the emulator.
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
      rules = { list, until: Date.now() + RULES_CACHE_MS };
    }
    return rules.list;
  }

  function queueUrl(arn: string): Promise<string> {
    const name = arn.split(':').at(-1);
    const cached = urls.get(arn);
    if (cached) return cached;
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
        log(`A rule for ECS events has the target ${arn}. Only SQS queues are supported.`);
        continue;
      }
      const message = { QueueUrl: await queueUrl(arn), MessageBody: event, MessageGroupId: group };
      await queues.send(new SendMessageCommand(message));
    }
  }

  async function deliver(event: string): Promise<void> {
    for (const delay of [...RETRY_DELAYS_MS, undefined]) {
      try {
        await Promise.all((await currentRules()).map((rule) => send(event, rule)));
        return;
      } catch (error) {
        if (delay === undefined) log(`An ECS event was not delivered: ${String(error)}`);
        else await new Promise((wake) => setTimeout(wake, delay));
      }
    }
  }

  return {
    publish(task) {
      const event = JSON.stringify(stateChange(task));
      last = last
        .then(() => deliver(event))
        .catch((error) => log(`An ECS event of job ${task.request.startedBy} was not sent: ${String(error)}`));
    },
    settled: () => last,
  };
}
