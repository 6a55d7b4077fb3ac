import { Readable } from 'node:stream';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CodeInterpreterClient, type JobView, ProblemError } from '../../../client';
import { apiCheck } from '../../../operations/doctor/api';
import { busCheck } from '../../../operations/doctor/bus';
import { type Check, runCheck } from '../../../operations/doctor/check';
import { imageCheck } from '../../../operations/doctor/image';
import { jobCheck } from '../../../operations/doctor/job';
import { type ModelIds, modelCheck } from '../../../operations/doctor/model';
import { permissionQueriesOf } from '../../../operations/doctor/role-policies';
import { rolesCheck } from '../../../operations/doctor/roles';
import { type Call, type Response, stubbed } from '../executor/supervisor/aws/sdk-stub';
import { call, start, stop, text } from '../functions/shared/model/events';

/** The failed findings of a check, with their advice. */
async function failuresOf(check: Check): Promise<string[]> {
  const findings = await runCheck(check);
  expect(findings.length).toBeGreaterThan(0);
  for (const { result, advice } of findings) if (result === 'failed') expect(advice).toBeTruthy();
  return findings.flatMap(({ result, message, advice }) => (result === 'failed' ? [`${message} → ${advice}`] : []));
}

const clientOf = (answer: (call: Call) => Response) => stubbed([], answer);
const error = (name: string, message = 'no'): Response => [400, { __type: name, message }];

describe('a check that rejects', () => {
  it('is a failed finding with the advice of the check', async () => {
    const check: Check = { title: '', advice: 'Do this.', run: async () => Promise.reject(new TypeError('no route')) };
    expect(await failuresOf(check)).toEqual(['TypeError: no route → Do this.']);
  });
});

describe('the API', () => {
  const answers = (status: number) => async () => new Response('{}', { status });
  const check = (signed: number, authorization: string) =>
    apiCheck({ url: 'https://api.example', authorization, fetch: answers(signed) });
  const realFetch = globalThis.fetch;
  const unsigned = (status: number) => {
    globalThis.fetch = answers(status) as typeof fetch;
  };
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('passes when it serves authorized requests and refuses others', async () => {
    unsigned(403);
    expect(await failuresOf(check(200, 'IAM'))).toEqual([]);
  });

  it('fails without the permission or token, with advice', async () => {
    unsigned(403);
    expect((await failuresOf(check(403, 'IAM'))).join()).toMatch(/execute-api:Invoke/);
    unsigned(401);
    expect((await failuresOf(check(401, 'JWT'))).join()).toMatch(/--bearer/);
  });

  it('fails when it serves unauthorized requests', async () => {
    unsigned(200);
    expect((await failuresOf(check(200, 'IAM'))).join()).toMatch(/without a signature .* status 200/);
    expect(await failuresOf(check(200, 'NONE'))).toEqual([]);
  });
});

describe('the model', () => {
  const check = (answer: Response) =>
    modelCheck(new BedrockRuntimeClient(clientOf(() => answer)), { modelId: 'some.model' }, async () => undefined);

  /** A client whose streams have these events. The first requests are refused with these errors. */
  const streaming = (events: readonly object[], ...refusals: Error[]) =>
    ({
      async send() {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        return { stream: Readable.from(events) };
      },
    }) as unknown as BedrockRuntimeClient;
  const checked = (client: BedrockRuntimeClient, ids: ModelIds = { modelId: 'some.model' }) =>
    failuresOf(modelCheck(client, ids, async () => undefined));

  it('passes when it accepts a request of generate-code', async () => {
    expect(await checked(streaming([start, ...call(0, '1', '{}'), ...stop('tool_use')]))).toEqual([]);
    const prose = streaming([start, ...text('Hello.'), ...stop('end_turn')]);
    expect(await checked(prose)).toEqual([expect.stringContaining('supports tools')]);
  });

  it('fails with an ARN whose foundation model is unknown, and passes with that model', async () => {
    const modelId = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc';
    const answer = () => streaming([start, ...call(0, '1', '{}'), ...stop('tool_use')]);
    expect(await checked(answer(), { modelId })).toEqual([expect.stringContaining('FoundationModelId')]);
    expect(await checked(answer(), { modelId, foundationModelId: 'some.model' })).toEqual([]);
  });

  it('passes when it refuses a forced tool, as generate-code then asks without one', async () => {
    const refusal = Object.assign(new Error('tool_choice forces tool use, which thinking does not allow'), {
      name: 'ValidationException',
    });
    expect(await checked(streaming([start, ...call(0, '1', '{}'), ...stop('tool_use')], refusal))).toEqual([]);
  });

  it.each([
    ['AccessDeniedException', /aws-marketplace:Subscribe/],
    ['ValidationException', /inference profile/],
    ['ResourceNotFoundException', /another ModelId/],
    ['ThrottlingException', /quota/],
  ])('%s has its own advice', async (name, advice) => {
    expect((await failuresOf(check(error(name)))).join()).toMatch(advice);
  });
});

describe('the image', () => {
  const definition = (image: string): Response => [
    200,
    { taskDefinition: { revision: 3, containerDefinitions: [{ image }] } },
  ];
  const regions: string[] = [];
  const check = (image: string, images: Response, commit?: string) =>
    imageCheck({
      ecs: new ECSClient(clientOf(() => definition(image))),
      ecr: (region) => {
        regions.push(region);
        return new ECRClient(clientOf(() => images));
      },
      taskFamily: 'family',
      functionsCommit: async () => commit,
    });
  const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/executor:abc';

  it('passes when it was pushed', async () => {
    expect(await failuresOf(check(IMAGE, [200, { imageDetails: [{ imagePushedAt: 1_700_000_000 }] }]))).toEqual([]);
  });

  it.each([
    ['the same commit', '0123456789ab', '0123456789ab', []],
    ['another commit', '0123456789ab', 'ba9876543210', [expect.stringMatching(/are of ba9876543210.*0123456789ab/)]],
    ['the commit with changes', '0123456789ab', '0123456789ab-changed', [expect.stringContaining('-changed')]],
    ['a tag of your own', 'release-7', '0123456789ab', []],
    ['an unknown commit', '0123456789ab', 'unknown', []],
  ])('is compared with the functions: %s', async (_, tag, commit, expected) => {
    const image = IMAGE.replace(':abc', `:${tag}`);
    expect(await failuresOf(check(image, [200, { imageDetails: [] }], commit))).toEqual(expected);
  });

  it('is looked up in its own region', async () => {
    regions.length = 0;
    await failuresOf(check(IMAGE, [200, { imageDetails: [] }]));
    expect(regions).toEqual(['eu-west-1']);
  });

  it('fails with the advice to build it when it was not pushed', async () => {
    expect((await failuresOf(check(IMAGE, error('ImageNotFoundException')))).join()).toMatch(/push-image/);
  });

  it('must be in Amazon ECR', async () => {
    expect((await failuresOf(check('docker.io/library/node', [200, {}]))).join()).toMatch(/ExecutorImage/);
  });
});

describe('permissions', () => {
  const document = {
    Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/jobs/*', 'arn:aws:s3:::b/c'] }],
  };
  const iam = () =>
    new IAMClient(
      clientOf(({ text }) => [
        200,
        text.includes('ListRolePolicies')
          ? '<r><ListRolePoliciesResult><PolicyNames><member>p</member></PolicyNames></ListRolePoliciesResult></r>'
          : `<r><GetRolePolicyResult><PolicyDocument>${encodeURIComponent(JSON.stringify(document))}</PolicyDocument></GetRolePolicyResult></r>`,
      ]),
    );
  const forbidden = [{ action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:::t', context: {} }];
  const check = (may: (action: string, resource: string) => boolean) =>
    rolesCheck({
      client: iam(),
      simulate: async (_, { action, resource }) => may(action, resource),
      roles: [{ logicalId: 'SomeRole', name: 'some-role' }],
      taskRole: 'task-role',
      forbidden,
    });

  it('pass when roles have the permissions of their policies and the task no more', async () => {
    expect(await failuresOf(check((action) => action === 's3:GetObject'))).toEqual([]);
  });

  it('fail when a service control policy or boundary denies one', async () => {
    const failures = await failuresOf(
      check((action, resource) => action === 's3:GetObject' && resource.endsWith('/c')),
    );
    expect(failures).toEqual([
      expect.stringMatching(/SomeRole is denied s3:GetObject on arn:aws:s3:::b\/jobs\/1.*service control/),
    ]);
  });

  it('fail when the task role has a forbidden permission', async () => {
    expect((await failuresOf(check(() => true))).join()).toMatch(/The task role allows dynamodb:PutItem/);
  });

  it('are queried with an example of each pattern and values that meet the conditions', () => {
    expect(
      permissionQueriesOf({
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: '*',
        Condition: { StringLike: { 's3:prefix': ['jobs/*', 'results/*'] } },
      }),
    ).toEqual([{ action: 's3:ListBucket', resource: '*', context: { 's3:prefix': 'jobs/1' } }]);
    expect(permissionQueriesOf({ Effect: 'Deny', Action: 'a:B', Resource: '*' })).toEqual([]);
    const log = { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:r:1:log-group:/x:*' };
    expect(permissionQueriesOf(log)[0]?.resource).toBe('arn:aws:logs:r:1:log-group:/x:log-stream:1');
  });
});

describe('the bus', () => {
  const check = ({ state = 'ENABLED', targets = [{ Id: 'queue', Arn: 'arn' }] as object[], waiting = '0' } = {}) =>
    busCheck({
      events: new EventBridgeClient(
        clientOf(({ operation }) => [
          200,
          operation === 'ListRules' ? { Rules: [{ Name: 'stack-Rule-1', State: state }] } : { Targets: targets },
        ]),
      ),
      queues: new SQSClient(clientOf(() => [200, { Attributes: { ApproximateNumberOfMessages: waiting } }])),
      bus: 'the-bus',
      rules: [{ logicalId: 'SomeRule', id: 'the-bus|stack-Rule-1' }],
      deadLetters: [{ logicalId: 'SomeDeadLetters', url: 'https://sqs.us-east-1.amazonaws.com/1/letters' }],
    });

  it('passes when every rule is enabled and every dead-letter queue is empty', async () => {
    expect(await failuresOf(check())).toEqual([]);
  });

  it.each([
    ['a rule is disabled', { state: 'DISABLED' }, /SomeRule is DISABLED.*enable-rule/],
    ['a rule has no target', { targets: [] }, /SomeRule has no target/],
    ['a dead-letter queue has messages', { waiting: '3' }, /SomeDeadLetters has 3 messages/],
  ])('fails when %s', async (_, changes, says) => {
    expect((await failuresOf(check(changes))).join()).toMatch(says);
  });
});

describe('a complete job', () => {
  const base = {
    jobId: '01jdab3x9y7q2k4m6n8p0r1s2t',
    status: 'succeeded',
    answer: '**5**',
    artifacts: [{ name: 'answer.md' }],
  };
  const webhook = (first: object) => ({
    webhook: { url: '', delivered: false, deliveries: [{ delivery: 1, at: '', ...first }] },
  });
  const stillRunning = new ProblemError({ type: '', title: '', status: 409, detail: 'Again in a minute.' });
  let erased: string[] = [];
  beforeEach(() => {
    erased = [];
  });
  const check = (job: object, table: string | undefined = 'users', refusals = 1) =>
    jobCheck({
      client: Object.assign(Object.create(CodeInterpreterClient.prototype) as CodeInterpreterClient, {
        submit: async () => ({ jobId: base.jobId }),
        wait: async () => ({ ...base, ...job }) as unknown as JobView,
        get: async () => ({ ...base, ...job }) as unknown as JobView,
        download: async () => new Response('**5**'),
        erase: async (jobId: string) => {
          if (refusals-- > 0) throw stillRunning;
          erased.push(jobId);
        },
      }),
      table: async () => table,
      webhookUrl: 'https://example.com',
      pause: async () => undefined,
    });

  it('passes with an answer, artifacts and a delivered webhook, and is erased', async () => {
    expect(await failuresOf(check(webhook({ status: 404 })))).toEqual([]);
    expect(erased).toEqual([base.jobId]);
  });

  it('reports the failure of the job with its hint', async () => {
    const failure = { kind: 'launch_failed', message: 'no image', hint: 'Build it.' };
    const failures = await failuresOf(check({ status: 'failed', failure, artifacts: [], ...webhook({ status: 200 }) }));
    expect(failures[0]).toMatch(/launch_failed: no image → Build it/);
  });

  it('fails when its webhook reached no receiver', async () => {
    expect((await failuresOf(check(webhook({ error: 'connect ETIMEDOUT' })))).join()).toMatch(/ETIMEDOUT.*internet/);
  });

  it('fails when its task never stops, so that it cannot be erased', async () => {
    const failures = await failuresOf(check(webhook({ status: 204 }), 'users', 1000));
    expect(failures.join()).toMatch(/cannot be erased: Again in a minute.*task stopped/);
    expect(erased).toEqual([]);
  });

  it('needs a table', async () => {
    expect((await failuresOf(check({}, ''))).join()).toMatch(/load-data/);
  });
});
