import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** Debian packages: the engine with what it runs containers by, and what makes a base image without a registry. */
const PACKAGES = [
  'podman',
  'buildah',
  'runc',
  'netavark',
  'uidmap',
  'iptables',
  'catatonit',
  'debootstrap',
  'iproute2',
  'zstd',
];
const COMMANDS = ['podman', 'buildah', 'runc', 'debootstrap', 'ip', 'zstd'];

/** A step that the rest needs went wrong; the message says which, with the end of what it printed. */
export class StepFailed extends Error {
  override name = 'StepFailed';
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and waits. Never throws. */
export function run(command: readonly string[], options: SpawnSyncOptions = {}): Ran {
  const [program = '', ...parameters] = command;
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    maxBuffer: 256 * 1024 * 1024,
    ...options,
    encoding: 'utf8',
  });
  return { status: status ?? 1, stdout: String(stdout ?? ''), stderr: `${error?.message ?? ''}${stderr ?? ''}` };
}

/** Runs a command that has to succeed. Returns what it printed. @throws StepFailed */
export function must(command: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr } = run(command, options);
  if (status === 0) return stdout;
  throw new StepFailed(
    `${command.slice(0, 4).join(' ')} … ended with ${status}.\n${`${stdout}\n${stderr}`.slice(-3000)}`,
  );
}

/** A line of the shell that has to succeed. @throws StepFailed */
export const shell = (line: string): string => must(['bash', '-c', `set -eo pipefail; ${line}`]);

const missing = (): string[] => COMMANDS.filter((name) => run(['sh', '-c', `command -v ${name}`]).status !== 0);

/** Installs the engine when it is not there. Why it cannot be had, or undefined. */
export function installEngine(): string | undefined {
  if (process.platform !== 'linux') return `containers need Linux; this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'this needs root';
  if (missing().length === 0) return undefined;
  if (run(['sh', '-c', 'command -v apt-get']).status !== 0) return `no apt-get, and no ${missing().join(', ')}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run(['apt-get', 'update', '-qq'], { env });
  const installed = run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], { env });
  const lacking = missing();
  return lacking.length === 0
    ? undefined
    : `${lacking.join(', ')} could not be installed: ${installed.stderr.slice(-300)}`;
}
