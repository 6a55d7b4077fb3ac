import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../../executor/supervisor/config';
import { HEALTH_FILE } from '../../../executor/supervisor/standby/health-file';
import { runTaskInput } from '../../../functions/shared/tasks/ecs';
import { root } from '../../../local/setup/paths';
import type { Template } from '../template';
import type { Checks } from './check';

const taskOf = (app: Template) => app.get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition');
const containerOf = (app: Template) => taskOf(app).ContainerDefinitions[0];

/** Settings that let programs run with fewer layers. For the local system only. */
const LIST = 'TRUSTED_PROGRAMS_URL';
const FEWER_LAYERS = [LIST, 'UNSAFE_SANDBOX'];

/** Environment variables that `readConfig` reads. */
function settings(): Set<string> {
  const names = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return name === LIST ? 'http://127.0.0.1:1/list' : name === 'STANDBY' ? '0' : '1';
      },
    },
  );
  readConfig(environment);
  return names;
}

export const executor: Checks = {
  'the executor gets exactly the settings that it reads': ({ app }) => {
    const variables = containerOf(app).Environment.map(({ Name }) => Name);
    // RunTask sets job and launch, or neither; ECS says where it serves the metadata; the image has the other defaults.
    const ofTheImage = ['SANDBOX_PYTHON', 'SANDBOX_DIR', 'WORK_DIR', 'SANDBOX_UID'];
    const ofRunTask = ['JOB_ID', 'LAUNCH', 'STANDBY', 'ECS_CONTAINER_METADATA_URI_V4'];
    expect([...variables, ...ofRunTask, ...ofTheImage, ...FEWER_LAYERS].sort()).toEqual([...settings()].sort());
  },

  'no setting lets programs run with fewer layers': ({ app }) => {
    const variables = containerOf(app).Environment.map(({ Name }) => Name);
    const image =
      readFileSync(join(root, 'executor/Dockerfile'), 'utf8') +
      readFileSync(join(root, 'executor/entrypoint.sh'), 'utf8');
    const target = { clusterArn: 'cluster', taskFamily: 'executor', subnetIds: [], securityGroupIds: [] };
    const launch = JSON.stringify(runTaskInput(target, { jobId: 'job', launch: 1, size: 'small' }));
    for (const name of FEWER_LAYERS) {
      expect(variables).not.toContain(name);
      expect(image).not.toContain(name);
      expect(launch).not.toContain(name);
    }
  },

  'the executor is the container that RunTask overrides': ({ app }) => {
    expect(taskOf(app).ContainerDefinitions).toHaveLength(1);
    expect(containerOf(app)).toMatchObject({ Name: 'executor', Essential: true });
  },

  'the executor is healthy once the supervisor has written the health file': ({ app }) => {
    const [, workDir] = /WORK_DIR=(\S+)/.exec(readFileSync(join(root, 'executor/Dockerfile'), 'utf8')) ?? [];
    expect(containerOf(app).HealthCheck?.Command).toEqual(['CMD-SHELL', `test -f ${workDir}/${HEALTH_FILE}`]);
  },

  'the executor can write only to its job folder': ({ app }) => {
    expect(containerOf(app).ReadonlyRootFilesystem).toBe(true);
    expect(containerOf(app).MountPoints).toEqual([{ SourceVolume: 'job', ContainerPath: '/job', ReadOnly: false }]);
  },

  'the executor sets only the ulimit that Fargate supports': ({ app }) => {
    expect(containerOf(app).Ulimits.map(({ Name }) => Name)).toEqual(['nofile']);
  },

  'the executor has only the capabilities to change a program’s user and kill it': ({ app }) => {
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

  'the executor has an init process, and time to upload the output when it is stopped': ({ app }) => {
    const { LinuxParameters, StopTimeout } = containerOf(app);
    expect(LinuxParameters.InitProcessEnabled).toBe(true);
    expect(StopTimeout).toBeGreaterThanOrEqual(30);
    expect(StopTimeout).toBeLessThanOrEqual(120);
  },

  'the executor runs on Fargate, on ARM64, with its own log group': ({ app }) => {
    const { RequiresCompatibilities, NetworkMode, RuntimePlatform } = taskOf(app);
    expect([RequiresCompatibilities, NetworkMode]).toEqual([['FARGATE'], 'awsvpc']);
    expect(RuntimePlatform.CpuArchitecture).toBe('ARM64');
    expect(containerOf(app).LogConfiguration.Options['awslogs-group']).toEqual({ Ref: 'ExecutorLogGroup' });
  },

  'a task accepts no connections': ({ app }) => {
    const { SecurityGroupIngress, SecurityGroupEgress } = app.get('ExecutorSecurityGroup', 'AWS::EC2::SecurityGroup');
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
  },
};
