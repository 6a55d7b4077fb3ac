import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../../executor/supervisor/config';
import { runTaskInput } from '../../../functions/shared/tasks/ecs';
import { root } from '../../../local/setup/paths';
import type { Template } from '../template';
import type { Checks } from './check';

const taskOf = (app: Template) => app.get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition');
const containerOf = (app: Template) => taskOf(app).ContainerDefinitions[0];

/** Whether programs may run with fewer layers than they need: of the local system only. */
const LIST = 'TRUSTED_PROGRAMS_URL';
const FEWER_LAYERS = [LIST, 'UNSAFE_SANDBOX'];

/** Names that `readConfig` asks the environment for. */
function settings(): Set<string> {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        asked.add(String(name));
        return name === LIST ? 'http://127.0.0.1:1/list' : '1';
      },
    },
  );
  readConfig(environment);
  return asked;
}

export const executor: Checks = {
  'the executor gets the settings that it asks for': ({ app }) => {
    const given = containerOf(app).Environment.map(({ Name }) => Name);
    // Job and launch come with RunTask; the rest has defaults in the image.
    const ofTheImage = ['SANDBOX_PYTHON', 'SANDBOX_DIR', 'WORK_DIR', 'SANDBOX_UID'];
    expect([...given, 'JOB_ID', 'LAUNCH', ...ofTheImage, ...FEWER_LAYERS].sort()).toEqual([...settings()].sort());
  },

  'no program runs with fewer layers than it needs': ({ app }) => {
    const given = containerOf(app).Environment.map(({ Name }) => Name);
    const image =
      readFileSync(join(root, 'executor/Dockerfile'), 'utf8') +
      readFileSync(join(root, 'executor/entrypoint.sh'), 'utf8');
    const place = { clusterArn: 'cluster', taskFamily: 'executor', subnetIds: [], securityGroupIds: [] };
    const launch = JSON.stringify(runTaskInput(place, { jobId: 'job', launch: 1, size: 'small' }));
    for (const name of FEWER_LAYERS) {
      expect(given).not.toContain(name);
      expect(image).not.toContain(name);
      expect(launch).not.toContain(name);
    }
  },

  'the executor is the container that RunTask overrides': ({ app }) => {
    expect(taskOf(app).ContainerDefinitions).toHaveLength(1);
    expect(containerOf(app)).toMatchObject({ Name: 'executor', Essential: true });
  },

  'the executor can write to its job folder only': ({ app }) => {
    expect(containerOf(app).ReadonlyRootFilesystem).toBe(true);
    expect(containerOf(app).MountPoints).toEqual([{ SourceVolume: 'job', ContainerPath: '/job', ReadOnly: false }]);
  },

  'the executor asks of Fargate the one limit that it is known to take': ({ app }) => {
    expect(containerOf(app).Ulimits.map(({ Name }) => Name)).toEqual(['nofile']);
  },

  'the executor keeps no capability but those that give a program its user and end it': ({ app }) => {
    const ofDocker =
      'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT';
    const { Drop, Add } = containerOf(app).LinuxParameters.Capabilities;
    expect(Add).toBeUndefined();
    expect(ofDocker.split(' ').filter((capability) => !Drop.includes(capability))).toEqual([
      'CHOWN',
      'KILL',
      'SETGID',
      'SETUID',
    ]);
  },

  'the executor has an init process, and time to upload what was printed when it is stopped': ({ app }) => {
    const { LinuxParameters, StopTimeout } = containerOf(app);
    expect(LinuxParameters.InitProcessEnabled).toBe(true);
    expect(StopTimeout).toBeGreaterThanOrEqual(30);
    expect(StopTimeout).toBeLessThanOrEqual(120);
  },

  'the executor runs on Fargate, ARM64, with the log in a group of its own': ({ app }) => {
    const { RequiresCompatibilities, NetworkMode, RuntimePlatform } = taskOf(app);
    expect([RequiresCompatibilities, NetworkMode]).toEqual([['FARGATE'], 'awsvpc']);
    expect(RuntimePlatform.CpuArchitecture).toBe('ARM64');
    expect(containerOf(app).LogConfiguration.Options['awslogs-group']).toEqual({ Ref: 'ExecutorLogGroup' });
  },

  'nothing can connect to a task': ({ app }) => {
    const { SecurityGroupIngress, SecurityGroupEgress } = app.get('ExecutorSecurityGroup', 'AWS::EC2::SecurityGroup');
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
  },
};
