import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Check, type Finding, failed, ok } from './check';

export interface BusPlace {
  readonly events: EventBridgeClient;
  readonly queues: SQSClient;
  readonly bus: string;
  /** With physical ids: names, with the bus and a bar before them when it is not the default one. */
  readonly rules: readonly { readonly logicalId: string; readonly id: string }[];
  /** Addresses of the dead letter queues. */
  readonly deadLetters: readonly { readonly logicalId: string; readonly url: string }[];
}

const DEPLOY = 'Deploy the stack again: somebody changed it by hand.';

/** Whether events get to the functions: every rule is on and has its queue, and no function gave up on one. */
export function busCheck({ events, queues, bus, rules, deadLetters }: BusPlace): Check {
  async function rulesOf(EventBusName: string): Promise<Rule[]> {
    const found: Rule[] = [];
    let NextToken: string | undefined;
    do {
      const page = await events.send(new ListRulesCommand({ EventBusName, NextToken }));
      found.push(...(page.Rules ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  async function ruleFinding(logicalId: string, rule: Rule | undefined): Promise<Finding> {
    if (!rule) return failed(`The rule ${logicalId} is not there.`, DEPLOY);
    const { Name, EventBusName, State } = rule;
    if (State !== 'ENABLED')
      return failed(`The rule ${logicalId} is ${State}.`, `aws events enable-rule --name ${Name}`);
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
    return Targets.length > 0 ? ok(logicalId) : failed(`The rule ${logicalId} has no target.`, DEPLOY);
  }

  async function letters(logicalId: string, QueueUrl: string): Promise<Finding> {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    const waiting = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    if (waiting === 0) return ok(logicalId);
    return failed(
      `${waiting} messages lie in ${logicalId}.`,
      'Look at the function’s log, mend the cause, and move them back: docs/operations.md, "Dead letters".',
    );
  }

  return {
    title: 'Bus',
    advice: 'Your identity needs events:ListRules, events:ListTargetsByRule and sqs:GetQueueAttributes for this check.',
    async run() {
      const known = [...(await rulesOf(bus)), ...(await rulesOf('default'))];
      const named = (id: string) => known.find(({ Name }) => Name === id.split('|').at(-1));
      const findings = await Promise.all([
        ...rules.map(({ logicalId, id }) => ruleFinding(logicalId, named(id))),
        ...deadLetters.map(({ logicalId, url }) => letters(logicalId, url)),
      ]);
      const wrong = findings.filter(({ result }) => result === 'failed');
      if (wrong.length > 0) return wrong;
      return [
        ok(`${rules.length} rules of ${bus} and of the default bus are on.`),
        ok(`${deadLetters.length} dead letter queues are empty.`),
      ];
    },
  };
}
