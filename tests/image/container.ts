import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '../contract/template';
import { CANARY } from '../sandbox/hostile/targets';
import { IMAGE } from './base';
import { run } from './engine';
import profile from './moby-seccomp.json';

/** Docker's default capabilities. */
const OF_DOCKER =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  );

export interface Surroundings {
  /** Name of the network namespace that the container is put into. */
  readonly network: string;
  /** Folder of the host that the container reads at /checks. */
  readonly checks: string;
  /** Fargate's kernel may have no Landlock. */
  readonly landlock: boolean;
}

/** Docker's default profile, which Fargate's containers have; with or without the calls of Landlock. */
function seccompFile({ checks, landlock }: Surroundings): string {
  const file = join(checks, `seccomp-${landlock ? 'with' : 'without'}-landlock.json`);
  const syscalls = profile.syscalls.map((rule) => ({
    ...rule,
    names: rule.names.filter((name) => landlock || !name.startsWith('landlock_')),
  }));
  mkdirSync(checks, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...profile, syscalls }));
  return file;
}

/** Runs a command in the image, held as the template's task definition holds it. */
export function inImage(around: Surroundings, command: readonly string[]): ReturnType<typeof run> {
  const task = new Template().get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition');
  const [container] = task.ContainerDefinitions;
  const { Drop } = container.LinuxParameters.Capabilities;
  const kept = OF_DOCKER.filter((capability) => !Drop.includes(capability));
  return run([
    ...['podman', '--runtime', 'runc', 'run', '--rm', '--network', `ns:/run/netns/${around.network}`],
    ...(container.LinuxParameters.InitProcessEnabled ? ['--init'] : []),
    ...(container.ReadonlyRootFilesystem ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...['--cap-drop', 'ALL', ...kept.flatMap((capability) => ['--cap-add', capability])],
    ...['--security-opt', `seccomp=${seccompFile(around)}`],
    // the first two are the machine's: without them no container starts where root has not CAP_SYS_RESOURCE
    ...['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096', '--memory', '2048m'],
    // separate storage like a task's: on the machine's disk, other files would count too
    ...['--mount', 'type=tmpfs,dst=/job,tmpfs-mode=0755,tmpfs-size=800m'],
    ...['--volume', `${around.checks}:/checks:ro`],
    ...['--env', `STAGE_SECRET=${CANARY}`, '--env', `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/${CANARY}`],
    ...['--env', 'TMPDIR=/job'],
    IMAGE,
    ...command,
  ]);
}
