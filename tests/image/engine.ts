import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** Debian packages of the engine, and those that make a base image without a registry. */
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

/** A command has failed. The message has the command and the end of its output. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}

interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Never throws. */
export function run(command: readonly string[], options: SpawnSyncOptions = {}): CommandResult {
  const [program = '', ...parameters] = command;
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    maxBuffer: 256 * 1024 * 1024,
    ...options,
    encoding: 'utf8',
  });
  return { status: status ?? 1, stdout: String(stdout ?? ''), stderr: `${error?.message ?? ''}${stderr ?? ''}` };
}

/** Runs a command that must succeed. Returns its standard output. @throws CommandFailed */
export function must(command: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr } = run(command, options);
  if (status === 0) return stdout;
  throw new CommandFailed(
    `${command.slice(0, 4).join(' ')} … exited with ${status}.\n${`${stdout}\n${stderr}`.slice(-3000)}`,
  );
}

/** Runs a line of Bash that must succeed. @throws CommandFailed */
export const shell = (line: string): string => must(['bash', '-c', `set -eo pipefail; ${line}`]);

const missingCommands = (): string[] => COMMANDS.filter((name) => run(['sh', '-c', `command -v ${name}`]).status !== 0);

/** Installs the engine if it is missing. Returns why that is impossible; undefined when it is installed. */
export function installEngine(): string | undefined {
  if (process.platform !== 'linux') return `containers need Linux; this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the engine needs root';
  if (missingCommands().length === 0) return undefined;
  if (run(['sh', '-c', 'command -v apt-get']).status !== 0) return `no apt-get, and no ${missingCommands().join(', ')}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run(['apt-get', 'update', '-qq'], { env });
  const installation = run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], { env });
  const missing = missingCommands();
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} could not be installed: ${installation.stderr.slice(-300)}`;
}
