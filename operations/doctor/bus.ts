import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Check, type Finding, failed, ok } from './check';

export interface BusCheckOptions {
  readonly events: EventBridgeClient;
  readonly queues: SQSClient;
  readonly bus: string;
  /** `id` is the physical id: the rule's name, prefixed with `<bus>|` unless it is on the default bus. */
  readonly rules: readonly { readonly logicalId: string; readonly id: string }[];
  /** URLs of the dead-letter queues. */
  readonly deadLetters: readonly { readonly logicalId: string; readonly url: string }[];
}

const DEPLOY = 'The stack was changed outside CloudFormation: deploy it again.';

/** Whether events reach the functions: every rule is enabled and has a target, every dead-letter queue is empty. */
export function busCheck({ events, queues, bus, rules, deadLetters }: BusCheckOptions): Check {
  async function rulesOf(EventBusName: string): Promise<Rule[]> {
    const all: Rule[] = [];
    let NextToken: string | undefined;
    do {
      const page = await events.send(new ListRulesCommand({ EventBusName, NextToken }));
      all.push(...(page.Rules ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return all;
  }

  async function ruleFinding(logicalId: string, rule: Rule | undefined): Promise<Finding> {
    if (!rule) return failed(`The rule ${logicalId} does not exist.`, DEPLOY);
    const { Name, EventBusName, State } = rule;
    if (State !== 'ENABLED')
      return failed(`The rule ${logicalId} is ${State}.`, `aws events enable-rule --name ${Name}`);
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
    return Targets.length > 0 ? ok(logicalId) : failed(`The rule ${logicalId} has no target.`, DEPLOY);
  }

  async function queueFinding(logicalId: string, QueueUrl: string): Promise<Finding> {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    const waiting = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    if (waiting === 0) return ok(logicalId);
    return failed(
      `${logicalId} has ${waiting} ${waiting === 1 ? 'message' : 'messages'}.`,
      'Find the cause in the function’s log, fix it, and redrive the queue: docs/operations.md, "Dead letters".',
    );
  }

  return {
    title: 'Bus',
    advice: 'Your identity needs events:ListRules, events:ListTargetsByRule and sqs:GetQueueAttributes for this check.',
    async run() {
      const existing = [...(await rulesOf(bus)), ...(await rulesOf('default'))];
      const ruleOf = (id: string) => existing.find(({ Name }) => Name === id.split('|').at(-1));
      const findings = await Promise.all([
        ...rules.map(({ logicalId, id }) => ruleFinding(logicalId, ruleOf(id))),
        ...deadLetters.map(({ logicalId, url }) => queueFinding(logicalId, url)),
      ]);
      const problems = findings.filter(({ result }) => result === 'failed');
      if (problems.length > 0) return problems;
      return [
        ok(`${rules.length} rules on ${bus} and the default bus are enabled.`),
        ok(`${deadLetters.length} dead-letter queues are empty.`),
      ];
    },
  };
}
