import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { newNetworkCheck, serviceLinkedRolesCheck, subnetsCheck } from '../../../operations/doctor/account';
import { type Check, runCheck } from '../../../operations/doctor/check';
import { ownerCheck } from '../../../operations/doctor/owner';
import { quotasCheck } from '../../../operations/doctor/quotas';
import { type Call, type Response, stubbed } from '../executor/supervisor/aws/sdk-stub';

const clientOf = (answer: (call: Call) => Response) => stubbed([], answer);

/** The failed findings of a check, with their advice. */
async function failuresOf(check: Check): Promise<string[]> {
  const findings = await runCheck(check);
  expect(findings.length).toBeGreaterThan(0);
  return findings.flatMap(({ result, message, advice }) => (result === 'failed' ? [`${message} → ${advice}`] : []));
}

describe('the quotas of an account', () => {
  const DAILY =
    'Model invocation max tokens per day for Anthropic Claude Sonnet 4.6 V1 (doubled for cross-region calls)';

  interface Values {
    readonly vcpus?: number;
    readonly concurrency?: number;
    readonly builds?: number;
    readonly tokens?: number;
    readonly quotaName?: string;
    readonly modelId?: string;
  }

  function check({ vcpus = 100, concurrency = 1000, builds = 1, tokens = 1e9, quotaName = DAILY, modelId }: Values) {
    const lists: Readonly<Record<string, object[]>> = {
      codebuild: [
        { QuotaName: 'Concurrently running builds for Linux/Small environment', QuotaCode: 'L-9D07B6EF', Value: 5 },
        { QuotaName: 'Concurrently running builds for ARM/Small environment', QuotaCode: 'L-1', Value: builds },
      ],
      bedrock: [{ QuotaName: quotaName, QuotaCode: 'L-2', Value: tokens }],
    };
    const quotas = new ServiceQuotasClient(
      clientOf(({ text }) => {
        const { ServiceCode, QuotaCode } = JSON.parse(text) as { ServiceCode: string; QuotaCode?: string };
        return [200, QuotaCode ? { Quota: { Value: vcpus } } : { Quotas: lists[ServiceCode] ?? [] }];
      }),
    );
    const lambda = new LambdaClient(clientOf(() => [200, { AccountLimit: { ConcurrentExecutions: concurrency } }]));
    return quotasCheck({ quotas, lambda, modelId: modelId ?? 'us.anthropic.claude-sonnet-4-6', builds: true });
  }

  it('suffice in an account that has been used', async () => {
    expect(await failuresOf(check({}))).toEqual([]);
  });

  it.each<[string, Values, RegExp]>([
    ['Fargate', { vcpus: 2 }, /2 vCPUs.*--service-code fargate --quota-code L-3032A538/],
    ['Lambda', { concurrency: 10 }, /10 invocations.*--service-code lambda --quota-code L-B99A9384/],
    ['CodeBuild', { builds: 0 }, /push-image will fail.*--service-code codebuild --quota-code L-1 .*Docker/],
    ['Bedrock', { tokens: 0 }, /0 tokens a day.*--service-code bedrock --quota-code L-2/],
  ])('of %s, when it is too low, is named with the way to raise it', async (_, values, expected) => {
    const failures = await failuresOf(check(values));
    expect(failures).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['another version', 'Model invocation max tokens per day for Anthropic Claude Sonnet 4 V1', undefined],
    ['another model', 'Model invocation max tokens per day for Anthropic Claude Haiku 4.6', undefined],
    ['another model of the same version', DAILY, 'eu.anthropic.claude-opus-4-6'],
  ])('of %s do not count', async (_, quotaName, modelId) => {
    expect(await failuresOf(check({ tokens: 0, quotaName, ...(modelId && { modelId }) }))).toEqual([]);
  });

  it('of a dated model id are those of the model', async () => {
    const quotaName = 'Model invocation max tokens per day for Anthropic Claude Sonnet 4.5 V1';
    const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
    expect(await failuresOf(check({ tokens: 0, quotaName, modelId }))).toHaveLength(1);
  });
});

describe('service-linked roles', () => {
  const NO_ROLE = '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no role</Message></Error></ErrorResponse>';
  const check = (missing: string) =>
    serviceLinkedRolesCheck(
      new IAMClient(
        clientOf(({ text }) => {
          const [, name = ''] = /RoleName=(\w+)/.exec(text) ?? [];
          if (name === missing) return [404, NO_ROLE];
          const role = `<Path>/</Path><RoleName>${name}</RoleName><RoleId>1</RoleId><Arn>arn</Arn>`;
          return [200, `<r><GetRoleResult><Role>${role}</Role></GetRoleResult></r>`];
        }),
      ),
    );

  it('pass when they exist', async () => {
    expect(await failuresOf(check(''))).toEqual([]);
  });

  it.each([
    ['AWSServiceRoleForECS', 'ecs.amazonaws.com'],
    ['AWSServiceRoleForRedshift', 'redshift.amazonaws.com'],
  ])('fail without %s, with the command that creates it', async (name, service) => {
    expect(await failuresOf(check(name))).toEqual([
      expect.stringContaining(`create-service-linked-role --aws-service-name ${service}`),
    ]);
  });
});

describe('availability zones', () => {
  const ec2 = (body: string) => new EC2Client(clientOf(() => [200, body]));
  const zones = (...ids: string[]) =>
    ec2(
      `<r><availabilityZoneInfo>${ids.map((id) => `<item><zoneId>${id}</zoneId></item>`).join('')}</availabilityZoneInfo></r>`,
    );
  const subnets = (...ids: string[]) =>
    ec2(
      `<r><subnetSet>${ids
        .map(
          (id, index) =>
            `<item><subnetId>subnet-${index}</subnetId><availabilityZoneId>${id}</availabilityZoneId></item>`,
        )
        .join('')}</subnetSet></r>`,
    );

  it('of a new network exist in the account', async () => {
    const check = newNetworkCheck({ name: 'us-east-1', ec2: zones('use1-az4', 'use1-az6', 'use1-az3') });
    expect(await failuresOf(check)).toEqual([]);
  });

  it('that the account lacks are replaced by others with ARM64', async () => {
    const check = newNetworkCheck({ name: 'us-east-1', ec2: zones('use1-az3', 'use1-az1', 'use1-az4') });
    expect(await failuresOf(check)).toEqual([expect.stringMatching(/use1-az6.*AvailabilityZones=use1-az1,use1-az4/)]);
  });

  it('are missing for a region without ARM64 tasks', async () => {
    expect(await failuresOf(newNetworkCheck({ name: 'af-south-1', ec2: zones() }))).toEqual([
      expect.stringMatching(/af-south-1.*another region/),
    ]);
  });

  it('of the tasks run ARM64', async () => {
    const region = (...ids: string[]) => ({ name: 'us-east-1', ec2: subnets(...ids) });
    expect(await failuresOf(subnetsCheck(region('use1-az4', 'use1-az6'), async () => ['subnet-0']))).toEqual([]);
    expect(await failuresOf(subnetsCheck(region('use1-az4', 'use1-az3'), async () => ['subnet-0']))).toEqual([
      expect.stringMatching(/use1-az3, the zone of subnet-1/),
    ]);
  });
});

describe('the owner of jobs', () => {
  const SSO = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Analyst_0123456789abcdef/alice@example.com';
  const check = (arn: string, iamOwner: string, authorization = 'IAM') =>
    ownerCheck({
      sts: new STSClient(
        clientOf(() => [200, `<r><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></r>`]),
      ),
      authorization,
      iamOwner,
    });

  it('is shared by people who share a role of IAM Identity Center', async () => {
    expect(await failuresOf(check(SSO, 'role'))).toEqual([expect.stringContaining('IamOwner=session')]);
  });

  it.each([
    ['with IamOwner=session', SSO, 'session', 'IAM'],
    ['for another role', 'arn:aws:sts::111122223333:assumed-role/Analyst/botocore-session-1', 'role', 'IAM'],
    ['with JWT', SSO, 'role', 'JWT'],
  ])('is right %s', async (_, arn, iamOwner, authorization) => {
    expect(await failuresOf(check(arn, iamOwner, authorization))).toEqual([]);
  });
});
