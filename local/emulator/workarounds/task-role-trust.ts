import { resourcesOf, type Template } from '../template';

interface TrustPolicy {
  Statement: { Principal?: { Service?: string | string[] } }[];
}

const owner = { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } };

/**
 * A task's credentials come from AssumeRole, called by the local ECS endpoint; only the account's owner can call it
 * there, because the emulator gives nobody the identity of the service that the role trusts.
 */
export function taskRoleTrust(template: Template): void {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
    const policy = Properties?.AssumeRolePolicyDocument as TrustPolicy | undefined;
    const trusted = policy?.Statement.flatMap(({ Principal }) => Principal?.Service ?? []) ?? [];
    if (!trusted.includes('ecs-tasks.amazonaws.com')) continue;
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: owner };
    policy?.Statement.push(statement as TrustPolicy['Statement'][number]);
  }
}
