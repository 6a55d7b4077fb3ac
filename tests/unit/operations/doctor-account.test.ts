import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { newNetworkCheck, serviceLinkedRolesCheck, subnetsCheck } from '../../../operations/doctor/account';
import { type Check, runCheck } from '../../../operations/doctor/check';
import { ownerCheck } from '../../../operations/doctor/owner';
import { quotasCheck } from '../../../operations/doctor/quotas';
import { stackPolicyCheck } from '../../../operations/doctor/stack-policy';
import policy from '../../../stacks/policy.json';
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

  const GLOBAL = 'Global cross-region model inference tokens per day for Anthropic Claude Sonnet 4.6';
  const PER_MINUTE = {
    QuotaName: 'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.6 V1',
    QuotaCode: 'L-3',
    Value: 0,
    Adjustable: true,
  };

  const ON_DEMAND = {
    QuotaName: 'On-demand model inference tokens per minute for Anthropic Claude Sonnet 4.6 V1',
    QuotaCode: 'L-4',
    Value: 0,
    Adjustable: true,
  };

  interface Values {
    /** Undefined: without applied value. */
    readonly vcpus?: number | undefined;
    readonly concurrency?: number;
    readonly builds?: number | undefined;
    readonly tokens?: number;
    readonly quotaName?: string;
    readonly modelId?: string;
    readonly perMinute?: object;
  }

  const USED = { vcpus: 100, concurrency: 1000, builds: 1, tokens: 1e9, quotaName: DAILY };

  function check(values: Values) {
    const { vcpus, concurrency, builds, tokens, quotaName, modelId, perMinute } = { ...USED, ...values };
    const lists: Readonly<Record<string, object[]>> = {
      codebuild: [
        { QuotaName: 'Concurrently running builds for Linux/Small environment', QuotaCode: 'L-9D07B6EF', Value: 5 },
        ...(builds === undefined
          ? []
          : [{ QuotaName: 'Concurrently running builds for ARM/Small environment', QuotaCode: 'L-1', Value: builds }]),
      ],
      bedrock: [
        { QuotaName: quotaName, QuotaCode: 'L-2', Value: tokens, Adjustable: false },
        ...(perMinute ? [ON_DEMAND, perMinute] : []),
      ],
    };
    const quotas = new ServiceQuotasClient(
      clientOf(({ text }) => {
        const { ServiceCode, QuotaCode } = JSON.parse(text) as { ServiceCode: string; QuotaCode?: string };
        if (!QuotaCode) return [200, { Quotas: lists[ServiceCode] ?? [] }];
        return vcpus === undefined ? [400, { __type: 'NoSuchResourceException' }] : [200, { Quota: { Value: vcpus } }];
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
    ['Bedrock', { tokens: 0 }, /0 tokens a day.*not adjustable. Ask AWS Support/],
    [
      'Bedrock with adjustable tokens a minute',
      { tokens: 0, perMinute: PER_MINUTE },
      /minute.*--quota-code L-3 .* 200000/,
    ],
    ['all models of Bedrock', { tokens: 0, quotaName: 'Cross-Model Max Tokens Per Day' }, /Cross-Model/],
    [
      'a global profile',
      { tokens: 0, quotaName: GLOBAL, modelId: 'global.anthropic.claude-sonnet-4-6' },
      /0 tokens a day.*Global cross-region/,
    ],
    [
      'a model with a version in its id',
      {
        tokens: 0,
        quotaName: 'Model invocation max tokens per day for Amazon Nova Lite',
        modelId: 'us.amazon.nova-lite-v1:0',
      },
      /Nova Lite/,
    ],
  ])('of %s, when it is too low, is named with the way to raise it', async (_, values, expected) => {
    const failures = await failuresOf(check(values));
    expect(failures).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['another version', 'Model invocation max tokens per day for Anthropic Claude Sonnet 4 V1', undefined],
    ['a later version', DAILY, 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
    [
      'long contexts',
      'Model invocation max tokens per day for Anthropic Claude Sonnet 4.6 V1 1M Context Length',
      undefined,
    ],
    ['global profiles', GLOBAL, undefined],
    ['regional profiles', DAILY, 'global.anthropic.claude-sonnet-4-6'],
    ['another model', 'Model invocation max tokens per day for Anthropic Claude Haiku 4.6', undefined],
    ['another model of the same version', DAILY, 'eu.anthropic.claude-opus-4-6'],
  ])('of %s do not count', async (_, quotaName, modelId) => {
    expect(await failuresOf(check({ tokens: 0, quotaName, ...(modelId && { modelId }) }))).toEqual([]);
  });

  it('that were never changed have no applied value', async () => {
    expect(await runCheck(check({ vcpus: undefined, builds: undefined, quotaName: 'Agents per account' }))).toEqual([
      expect.objectContaining({ result: 'ok', message: expect.stringContaining('Fargate has no applied quota') }),
      expect.objectContaining({ result: 'ok' }),
      expect.objectContaining({ result: 'ok', message: expect.stringContaining('CodeBuild has no applied quota') }),
      expect.objectContaining({ result: 'ok', message: expect.stringContaining('no tokens a day of us.anthropic') }),
    ]);
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

describe('stack policies', () => {
  const NESTED = 'arn:aws:cloudformation:us-east-1:111122223333:stack/code-interpreter-Warehouse-1/2f0c';
  const body = (content: object) =>
    `<StackPolicyBody>${JSON.stringify(content).replaceAll('"', '&quot;')}</StackPolicyBody>`;
  const check = (ofStack: string, ofNested: string) =>
    stackPolicyCheck({
      cloudFormation: new CloudFormationClient(
        clientOf(({ text }) => {
          const content = text.includes('Warehouse') ? ofNested : ofStack;
          return [200, `<r><GetStackPolicyResult>${content}</GetStackPolicyResult></r>`];
        }),
      ),
      stack: 'code-interpreter',
      nested: [NESTED],
    });

  it('pass when the stack and its nested stacks have them', async () => {
    expect(await failuresOf(check(body(policy), body(policy)))).toEqual([]);
  });

  it.each([
    ['the stack has none', '', body(policy), 'of code-interpreter.'],
    ['a nested stack has none', body(policy), '', 'of code-interpreter-Warehouse-1.'],
    ['one allows everything', body(policy), body({ Statement: policy.Statement.slice(0, 1) }), 'Warehouse-1.'],
  ])('fail when %s', async (_, ofStack, ofNested, expected) => {
    expect(await failuresOf(check(ofStack, ofNested))).toEqual([
      expect.stringMatching(new RegExp(`${expected}.*stacks/policy.json`)),
    ]);
  });
});
