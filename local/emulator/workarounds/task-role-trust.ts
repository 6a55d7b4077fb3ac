import { resourcesOf, type Template } from '../template';

interface TrustPolicy {
  Statement: { Principal?: { Service?: string | string[] } }[];
}

const owner = { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } };

/**
 * Lets the account's root user assume task roles. The local ECS endpoint calls AssumeRole for its tasks, and the emulator
 * has no way to call it as the service `ecs-tasks.amazonaws.com`.
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
