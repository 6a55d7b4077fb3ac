import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '../contract/template';
import { CANARY } from '../sandbox/hostile/targets';
import { IMAGE } from './base';
import { run } from './engine';
import profile from './moby-seccomp.json';

/** Docker's default capabilities. */
const DOCKER_CAPABILITIES =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  );

export interface ContainerEnvironment {
  /** Name of the container's network namespace. */
  readonly network: string;
  /** Folder of the host that is mounted at /checks. */
  readonly checks: string;
  /** Whether the container may use Landlock. Fargate's kernel may have none. */
  readonly landlock: boolean;
}

/** Writes Docker's default seccomp profile, which Fargate's containers have, with or without the calls of Landlock. */
function seccompFile({ checks, landlock }: ContainerEnvironment): string {
  const file = join(checks, `seccomp-${landlock ? 'with' : 'without'}-landlock.json`);
  const syscalls = profile.syscalls.map((rule) => ({
    ...rule,
    names: rule.names.filter((name) => landlock || !name.startsWith('landlock_')),
  }));
  mkdirSync(checks, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...profile, syscalls }));
  return file;
}

/** Runs a command in the image, confined as the task definition of the template confines it. */
export function inImage(environment: ContainerEnvironment, command: readonly string[]): ReturnType<typeof run> {
  const task = new Template().get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition');
  const [container] = task.ContainerDefinitions;
  const { Drop } = container.LinuxParameters.Capabilities;
  const capabilities = DOCKER_CAPABILITIES.filter((capability) => !Drop.includes(capability));
  return run([
    ...['podman', '--runtime', 'runc', 'run', '--rm', '--network', `ns:/run/netns/${environment.network}`],
    ...(container.LinuxParameters.InitProcessEnabled ? ['--init'] : []),
    ...(container.ReadonlyRootFilesystem ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...['--cap-drop', 'ALL', ...capabilities.flatMap((capability) => ['--cap-add', capability])],
    ...['--security-opt', `seccomp=${seccompFile(environment)}`],
    // the two limits are the machine's: root without CAP_SYS_RESOURCE cannot start a container with higher ones
    ...['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096', '--memory', '2048m'],
    // separate storage like a task's: on the machine's disk, other files would count too
    ...['--mount', 'type=tmpfs,dst=/job,tmpfs-mode=0755,tmpfs-size=800m'],
    ...['--volume', `${environment.checks}:/checks:ro`],
    ...['--env', `TEST_SECRET=${CANARY}`, '--env', `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/${CANARY}`],
    ...['--env', 'TMPDIR=/job'],
    IMAGE,
    ...command,
  ]);
}
