import {
  AccessDeniedException,
  BlockedException,
  ClientException,
  ClusterNotFoundException,
  ConflictException,
  type ECSClient,
  InvalidParameterException,
  PlatformUnknownException,
  ServerException,
} from '@aws-sdk/client-ecs';
import noCapacity from '../../../../../events/samples/aws/api-runtask-response-capacity-failure.json';
import { ecsTaskLauncher, runTaskInput } from '../../../../../functions/shared/tasks/ecs';

const JOB_ID = '01jdab3x9y7q2k4m6n8p0r1s2t';
const settings = { clusterArn: 'cluster', taskFamily: 'executor', subnetIds: ['a', 'b'], securityGroupIds: ['c'] };
const request = { jobId: JOB_ID, launch: 1, size: 'small' } as const;
const $metadata = {};

/** What the launcher makes of an answer of RunTask, or of an error. */
function launched(answer: object): ReturnType<ReturnType<typeof ecsTaskLauncher>['run']> {
  const send = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return ecsTaskLauncher({ send } as unknown as ECSClient, settings).run(request);
}

const failures = (reason: string, detail?: string) => ({ tasks: [], failures: [{ reason, detail }] });
const throttled = Object.assign(new ClientException({ message: 'Rate exceeded', $metadata }), {
  name: 'ThrottlingException',
});
const unreachable = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { name: 'TimeoutError' });

describe('RunTask', () => {
  const passing: [string, object][] = [
    ['no capacity, which is answered with 200', noCapacity],
    ['no address of a network that is used up', failures('RESOURCE:ENI')],
    ['a quota of vCPUs that is used up', failures('You’ve reached the limit on the number of vCPUs')],
    ['a reason that nobody knows', failures('SolarFlare', 'Try another planet.')],
    ['no task and no reason', {}],
    ['throttling', throttled],
    ['a fault of the service', new ServerException({ message: 'Internal', $metadata })],
    ['no capacity, as an error', new ClientException({ message: 'Capacity is unavailable.', $metadata })],
    ['nobody at the other end', unreachable],
  ];
  it.each(passing)('%s: is tried again', async (_, answer) => {
    expect(await launched(answer)).toMatchObject({ launched: false, retryable: true, message: expect.any(String) });
  });

  const final: [string, Error][] = [
    ['a missing right', new AccessDeniedException({ message: 'not authorized to perform: iam:PassRole', $metadata })],
    ['a wrong parameter', new InvalidParameterException({ message: 'No Container Instances', $metadata })],
    ['no such cluster', new ClusterNotFoundException({ message: 'Cluster not found.', $metadata })],
    ['no such platform', new PlatformUnknownException({ message: 'Platform unknown.', $metadata })],
    ['a blocked account', new BlockedException({ message: 'Your account is blocked.', $metadata })],
  ];
  it.each(final)('%s: is final, and says why', async (_, error) => {
    const answer = await launched(error);
    expect(answer).toEqual({ launched: false, retryable: false, message: `${error.name}: ${error.message}` });
  });

  it('says ECS’s own words when there is no task', async () => {
    expect(await launched(failures('SolarFlare', 'Try another planet.'))).toMatchObject({
      message: 'SolarFlare: Try another planet.',
    });
  });

  it('gives the task that the same launch has started before, when ECS says that there is one', async () => {
    const conflict = new ConflictException({ message: 'conflict', resourceIds: ['arn:task/1'], $metadata });
    expect(await launched(conflict)).toEqual({ launched: true, taskArn: 'arn:task/1' });
  });

  it('fails no launch of which ECS says that it has a task, without saying which', async () => {
    const conflict = new ConflictException({ message: 'conflict', resourceIds: [], $metadata });
    expect(await launched(conflict)).toMatchObject({ launched: false, retryable: true });
  });
});

describe('the call', () => {
  it('is the same to the byte for the same job and launch, and has them as its token', () => {
    expect(JSON.stringify(runTaskInput(settings, { ...request }))).toBe(
      JSON.stringify(runTaskInput(settings, request)),
    );
    expect(runTaskInput(settings, request)).toMatchObject({ clientToken: `${JOB_ID}-1`, startedBy: JOB_ID });
    expect(runTaskInput(settings, { ...request, launch: 3 }).clientToken).toMatch(/^[!-~]{1,64}$/);
  });

  it('says nothing in its overrides but job, launch and size, far below the 8,192 characters that ECS takes', () => {
    const { overrides } = runTaskInput(settings, { ...request, launch: 1000, size: 'large' });
    expect(JSON.stringify(overrides).length).toBeLessThan(300);
    expect(overrides?.containerOverrides?.[0]?.environment?.map(({ name }) => name)).toEqual(['JOB_ID', 'LAUNCH']);
  });
});
