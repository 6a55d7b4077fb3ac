import { type CloudFormationClient, GetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { type Check, failed, ok } from './check';

export interface StackPolicyCheckOptions {
  readonly cloudFormation: CloudFormationClient;
  readonly stack: string;
  /** ARNs of its nested stacks. */
  readonly nested: readonly string[];
}

/** Whether CloudFormation refuses updates that delete or replace data. A stack policy does not apply to nested stacks. */
export function stackPolicyCheck({ cloudFormation, stack, nested }: StackPolicyCheckOptions): Check {
  return {
    title: 'Stack policies',
    advice: 'Your identity needs cloudformation:GetStackPolicy for this check.',
    async run() {
      const policies = await Promise.all(
        [stack, ...nested].map(async (StackName) => {
          const { StackPolicyBody } = await cloudFormation.send(new GetStackPolicyCommand({ StackName }));
          return { name: StackName.split('/').at(-2) ?? StackName, denies: deniesReplacement(StackPolicyBody) };
        }),
      );
      const open = policies.filter(({ denies }) => !denies).map(({ name }) => name);
      if (open.length === 0) return [ok('Updates that delete or replace data are refused.')];
      return [
        failed(
          `An update may delete or replace data of ${open.join(', ')}.`,
          'Set stacks/policy.json for the stack and its nested stacks: docs/deploy.md, step 2.',
        ),
      ];
    },
  };
}

function deniesReplacement(body = '{}'): boolean {
  const { Statement = [] } = JSON.parse(body) as { Statement?: { Effect?: string; Action?: string | string[] }[] };
  return Statement.some(
    ({ Effect, Action = [] }) =>
      Effect === 'Deny' && [Action].flat().some((one) => /^Update:(?:Replace|\*)$/.test(one)),
  );
}
