import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CodeInterpreterClient, type JobView, ProblemError } from '../../../client';
import { apiCheck } from '../../../operations/doctor/api';
import { busCheck } from '../../../operations/doctor/bus';
import { type Check, examine } from '../../../operations/doctor/check';
import { imageCheck } from '../../../operations/doctor/image';
import { jobCheck } from '../../../operations/doctor/job';
import { modelCheck } from '../../../operations/doctor/model';
import { questionsOf } from '../../../operations/doctor/role-policies';
import { rolesCheck } from '../../../operations/doctor/roles';
import { type Answer, type Call, stubbed } from '../executor/aws-stub';

/** What a check found: its failures, or "ok". */
async function failuresOf(check: Check): Promise<string[]> {
  const findings = await examine(check);
  expect(findings.length).toBeGreaterThan(0);
  for (const { result, advice } of findings) if (result === 'failed') expect(advice).toBeTruthy();
  return findings.flatMap(({ result, found, advice }) => (result === 'failed' ? [`${found} → ${advice}`] : []));
}

const clientOf = (answer: (call: Call) => Answer) => stubbed([], answer);
const error = (name: string, message = 'no'): Answer => [400, { __type: name, message }];

describe('a step that cannot be carried out', () => {
  it('is a finding with the step’s advice', async () => {
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

  it('is well when it answers whoever may ask and refuses others', async () => {
    unsigned(403);
    expect(await failuresOf(check(200, 'IAM'))).toEqual([]);
  });

  it('is told to lack a right, or a token', async () => {
    unsigned(403);
    expect((await failuresOf(check(403, 'IAM'))).join()).toMatch(/execute-api:Invoke/);
    unsigned(401);
    expect((await failuresOf(check(401, 'JWT'))).join()).toMatch(/--bearer/);
  });

  it('is not well when it answers everybody', async () => {
    unsigned(200);
    expect((await failuresOf(check(200, 'IAM'))).join()).toMatch(/without a signature .* status 200/);
    expect(await failuresOf(check(200, 'NONE'))).toEqual([]);
  });
});

describe('the model', () => {
  const check = (answer: Answer) => modelCheck(new BedrockRuntimeClient(clientOf(() => answer)), 'some.model');

  it('is well when it takes a request as generate-code makes them', async () => {
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    expect(await failuresOf(check([200, { usage }]))).toEqual([]);
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
  const definition = (image: string): Answer => [
    200,
    { taskDefinition: { revision: 3, containerDefinitions: [{ image }] } },
  ];
  const regions: string[] = [];
  const check = (image: string, images: Answer) =>
    imageCheck(
      new ECSClient(clientOf(() => definition(image))),
      (region) => {
        regions.push(region);
        return new ECRClient(clientOf(() => images));
      },
      'family',
    );
  const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/executor:abc';

  it('is well when it was pushed', async () => {
    expect(await failuresOf(check(IMAGE, [200, { imageDetails: [{ imagePushedAt: 1_700_000_000 }] }]))).toEqual([]);
  });

  it('is looked for in its own region', async () => {
    regions.length = 0;
    await failuresOf(check(IMAGE, [200, { imageDetails: [] }]));
    expect(regions).toEqual(['eu-west-1']);
  });

  it('is to be built when it was not', async () => {
    expect((await failuresOf(check(IMAGE, error('ImageNotFoundException')))).join()).toMatch(/push-image/);
  });

  it('has to be in Amazon ECR', async () => {
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

  it('are well when roles may what their policies say and the task no more', async () => {
    expect(await failuresOf(check((action) => action === 's3:GetObject'))).toEqual([]);
  });

  it('are not when something above a role takes a right away', async () => {
    const failures = await failuresOf(
      check((action, resource) => action === 's3:GetObject' && resource.endsWith('/c')),
    );
    expect(failures).toEqual([
      expect.stringMatching(/SomeRole may not s3:GetObject on arn:aws:s3:::b\/jobs\/1.*service control/),
    ]);
  });

  it('are not when the task may do what it must not', async () => {
    expect((await failuresOf(check(() => true))).join()).toMatch(/The task may dynamodb:PutItem/);
  });

  it('are asked about with an example of each pattern and what the conditions want', () => {
    expect(
      questionsOf({
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: '*',
        Condition: { StringLike: { 's3:prefix': ['jobs/*', 'results/*'] } },
      }),
    ).toEqual([{ action: 's3:ListBucket', resource: '*', context: { 's3:prefix': 'jobs/1' } }]);
    expect(questionsOf({ Effect: 'Deny', Action: 'a:B', Resource: '*' })).toEqual([]);
    const log = { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:r:1:log-group:/x:*' };
    expect(questionsOf(log)[0]?.resource).toBe('arn:aws:logs:r:1:log-group:/x:log-stream:1');
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

  it('is well when every rule is on and nothing was given up', async () => {
    expect(await failuresOf(check())).toEqual([]);
  });

  it.each([
    ['a rule is off', { state: 'DISABLED' }, /SomeRule is DISABLED.*enable-rule/],
    ['a rule has no target', { targets: [] }, /SomeRule has no target/],
    ['messages were given up', { waiting: '3' }, /3 messages lie in SomeDeadLetters/],
  ])('is not when %s', async (_, changes, says) => {
    expect((await failuresOf(check(changes))).join()).toMatch(says);
  });
});

describe('a whole job', () => {
  const base = {
    jobId: '01jdab3x9y7q2k4m6n8p0r1s2t',
    status: 'succeeded',
    answer: '**5**',
    artifacts: [{ name: 'answer.md' }],
  };
  const webhook = (first: object) => ({
    webhook: { url: '', delivered: false, deliveries: [{ delivery: 1, at: '', ...first }] },
  });
  const stillAtWork = new ProblemError({ type: '', title: '', status: 409, detail: 'Again in a minute.' });
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
          if (refusals-- > 0) throw stillAtWork;
          erased.push(jobId);
        },
      }),
      table: async () => table,
      webhookUrl: 'https://example.com',
      pause: async () => undefined,
    });

  it('is well when it is answered, leaves its files and its webhook got out; then it is erased', async () => {
    expect(await failuresOf(check(webhook({ status: 404 })))).toEqual([]);
    expect(erased).toEqual([base.jobId]);
  });

  it('tells the failure of the job with its hint', async () => {
    const failure = { kind: 'launch_failed', message: 'no image', hint: 'Build it.' };
    const failures = await failuresOf(check({ status: 'failed', failure, artifacts: [], ...webhook({ status: 200 }) }));
    expect(failures[0]).toMatch(/launch_failed: no image → Build it/);
  });

  it('is not well when its webhook met no receiver', async () => {
    expect((await failuresOf(check(webhook({ error: 'connect ETIMEDOUT' })))).join()).toMatch(/ETIMEDOUT.*internet/);
  });

  it('is not well when its task never ends, so that it cannot be erased', async () => {
    const failures = await failuresOf(check(webhook({ status: 204 }), 'users', 1000));
    expect(failures.join()).toMatch(/cannot be erased: Again in a minute.*task has stopped/);
    expect(erased).toEqual([]);
  });

  it('needs a table', async () => {
    expect((await failuresOf(check({}, ''))).join()).toMatch(/load-data/);
  });
});
