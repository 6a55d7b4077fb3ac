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

/** The launcher's result for a response of RunTask, or for an error. */
function launched(response: object): ReturnType<ReturnType<typeof ecsTaskLauncher>['run']> {
  const send = async () => {
    if (response instanceof Error) throw response;
    return response;
  };
  return ecsTaskLauncher({ send } as unknown as ECSClient, settings).run(request);
}

const failures = (reason: string, detail?: string) => ({ tasks: [], failures: [{ reason, detail }] });
const throttled = Object.assign(new ClientException({ message: 'Rate exceeded', $metadata }), {
  name: 'ThrottlingException',
});
const unreachable = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { name: 'TimeoutError' });

describe('RunTask', () => {
  const transient: [string, object][] = [
    ['no capacity, with status 200', noCapacity],
    ['a subnet without free addresses', failures('RESOURCE:ENI')],
    ['an exhausted quota of vCPUs', failures('You’ve reached the limit on the number of vCPUs')],
    ['an unknown reason', failures('SolarFlare', 'Try another planet.')],
    ['no task and no reason', {}],
    ['throttling', throttled],
    [
      'a service-linked role that is not ready yet',
      new ClientException({
        message: 'Unable to assume the service linked role. Please verify that it exists.',
        $metadata,
      }),
    ],
    ['an error of the service', new ServerException({ message: 'Internal', $metadata })],
    ['no capacity, as an error', new ClientException({ message: 'Capacity is unavailable.', $metadata })],
    ['a refused connection', unreachable],
  ];
  it.each(transient)('%s: is retried', async (_, response) => {
    expect(await launched(response)).toMatchObject({ launched: false, transient: true, message: expect.any(String) });
  });

  const permanent: [string, Error][] = [
    [
      'a missing permission',
      new AccessDeniedException({ message: 'not authorized to perform: iam:PassRole', $metadata }),
    ],
    ['a wrong parameter', new InvalidParameterException({ message: 'No Container Instances', $metadata })],
    ['no such cluster', new ClusterNotFoundException({ message: 'Cluster not found.', $metadata })],
    ['no such platform', new PlatformUnknownException({ message: 'Platform unknown.', $metadata })],
    ['a blocked account', new BlockedException({ message: 'Your account is blocked.', $metadata })],
  ];
  it.each(permanent)('%s: is permanent, and keeps its message', async (_, error) => {
    expect(await launched(error)).toEqual({
      launched: false,
      transient: false,
      message: `${error.name}: ${error.message}`,
    });
  });

  it('has ECS’s reason if there is no task', async () => {
    expect(await launched(failures('SolarFlare', 'Try another planet.'))).toMatchObject({
      message: 'SolarFlare: Try another planet.',
    });
  });

  it('returns the existing task of the same launch on a conflict', async () => {
    const conflict = new ConflictException({ message: 'conflict', resourceIds: ['arn:task/1'], $metadata });
    expect(await launched(conflict)).toEqual({ launched: true, taskArn: 'arn:task/1' });
  });

  it('is retried on a conflict that does not name the task', async () => {
    const conflict = new ConflictException({ message: 'conflict', resourceIds: [], $metadata });
    expect(await launched(conflict)).toMatchObject({ launched: false, transient: true });
  });
});

describe('the RunTask call', () => {
  it('is byte-identical for the same job and launch, which are its client token', () => {
    expect(JSON.stringify(runTaskInput(settings, { ...request }))).toBe(
      JSON.stringify(runTaskInput(settings, request)),
    );
    expect(runTaskInput(settings, request)).toMatchObject({ clientToken: `${JOB_ID}-1`, startedBy: JOB_ID });
    expect(runTaskInput(settings, { ...request, launch: 3 }).clientToken).toMatch(/^[!-~]{1,64}$/);
  });

  it('has only job, launch and size in its overrides, far below ECS’s limit of 8,192 characters', () => {
    const { overrides } = runTaskInput(settings, { ...request, launch: 1000, size: 'large' });
    expect(JSON.stringify(overrides).length).toBeLessThan(300);
    expect(overrides?.containerOverrides?.[0]?.environment?.map(({ name }) => name)).toEqual(['JOB_ID', 'LAUNCH']);
  });
});
