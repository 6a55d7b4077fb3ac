import { readConfig } from '../../executor/supervisor/config';
import { Template } from './template';

const task = new Template().get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition');
const [container] = task.ContainerDefinitions;

/** Names that `readConfig` asks the environment for. */
function settings(): Set<string> {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        asked.add(String(name));
        return '1';
      },
    },
  );
  readConfig(environment);
  return asked;
}

describe('the executor', () => {
  it('gets the settings that it asks for; job and launch come with RunTask, the rest has defaults in the image', () => {
    const given = container.Environment.map(({ Name }: { Name: string }) => Name);
    const ofTheImage = ['SANDBOX_PYTHON', 'SANDBOX_DIR', 'WORK_DIR', 'SANDBOX_UID', 'UNSAFE_SANDBOX'];
    expect([...given, 'JOB_ID', 'LAUNCH', ...ofTheImage].sort()).toEqual([...settings()].sort());
  });

  it('is the container that RunTask overrides', () => {
    expect(task.ContainerDefinitions).toHaveLength(1);
    expect(container).toMatchObject({ Name: 'executor', Essential: true });
  });

  it('can write to its job folder only', () => {
    expect(container.ReadonlyRootFilesystem).toBe(true);
    expect(container.MountPoints).toEqual([{ SourceVolume: 'job', ContainerPath: '/job', ReadOnly: false }]);
  });

  it('keeps no capability but those that give a program its user and end it', () => {
    const ofDocker =
      'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT';
    const { Drop, Add } = container.LinuxParameters.Capabilities;
    expect(Add).toBeUndefined();
    expect(ofDocker.split(' ').filter((capability) => !Drop.includes(capability))).toEqual([
      'CHOWN',
      'KILL',
      'SETGID',
      'SETUID',
    ]);
  });

  it('has an init process, and time to upload what was printed when it is stopped', () => {
    expect(container.LinuxParameters.InitProcessEnabled).toBe(true);
    expect(container.StopTimeout).toBeGreaterThanOrEqual(30);
    expect(container.StopTimeout).toBeLessThanOrEqual(120);
  });

  it('runs on Fargate, ARM64, with the log in a group of its own', () => {
    expect(task).toMatchObject({ RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc' });
    expect(task.RuntimePlatform.CpuArchitecture).toBe('ARM64');
    expect(container.LogConfiguration.Options['awslogs-group']).toEqual({ Ref: 'ExecutorLogGroup' });
  });
});
