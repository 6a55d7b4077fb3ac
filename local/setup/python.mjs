import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { environmentOf, pick } from './environment.mjs';
import { isComplete, removeUnfinished, replaceAtomically, root, run, SetupError, stampOf, step } from './steps.mjs';

const MIN_VERSION = [3, 11];
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', '/usr/bin/python3'];
const asRoot = process.getuid?.() === 0;

/** Whether all users of the machine can enter the parent folders of a path. */
function isReachable(path) {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Version and location of a Python; undefined when it cannot be run. */
function inspect(name) {
  const script =
    'import json,sys,importlib.util as u;print(json.dumps([list(sys.version_info[:3]),sys.executable,sys.base_prefix,' +
    'bool(u.find_spec("venv") and u.find_spec("ensurepip"))]))';
  try {
    const printed = execFileSync(name, ['-I', '-c', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: environmentOf(process.env, root),
    });
    const [version, path, prefix, venv] = JSON.parse(printed);
    return { version, path, venv, reachable: isReachable(path) && isReachable(prefix) };
  } catch {
    return undefined;
  }
}

/**
 * The Python for the environments: the first one that is new enough. Root prefers one that other users can run, because
 * programs then run as another user.
 */
export function findPython() {
  const requested = process.env.PYTHON;
  const pythons = (requested ? [requested] : CANDIDATES).map(inspect).filter((python) => python !== undefined);
  const isNew = ({ version }) => version[0] === MIN_VERSION[0] && version[1] >= MIN_VERSION[1];
  const fitting = pythons.filter(isNew);
  if (fitting.length === 0) {
    const versions =
      pythons.map(({ version, path }) => `${path} is ${version.join('.')}`).join(', ') || 'none was found';
    throw new SetupError(
      `Python 3.11 or newer is required (${versions}). Install it, or set its path: PYTHON=/path/to/python3 npm run demo`,
    );
  }
  const usable = fitting.filter(({ venv }) => venv);
  if (usable.length === 0) {
    const minor = fitting[0].version.slice(0, 2).join('.');
    throw new SetupError(
      `${fitting[0].path} cannot create virtual environments. On Debian or Ubuntu, run: apt-get install python${minor}-venv`,
    );
  }
  return (asRoot && usable.find(({ reachable }) => reachable)) || usable[0];
}

/** Creates a folder outside the project for an environment that other users must be able to read. */
function outsideFolder(name) {
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = `/var/tmp/code-interpreter-${process.getuid()}-${hash}`;
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0) {
    throw new SetupError(
      `${folder} is not a folder that only this user can write to. Remove it and run the command again.`,
    );
  }
  return join(folder, name);
}

/** The folder of an environment: `.local/python/<name>`, or a folder outside the project that this links to. */
function locationOf(name, shared) {
  const link = join(root, '.local/python', name);
  mkdirSync(dirname(link), { recursive: true });
  if (!shared || !asRoot || isReachable(dirname(link))) return { link, target: link };
  return { link, target: outsideFolder(name) };
}

/** pip settings for indexes, proxies and certificates. Other settings would change what is installed. */
const SOURCE_SETTINGS = [
  'index-url',
  'extra-index-url',
  'find-links',
  'no-index',
  'trusted-host',
  'cert',
  'client-cert',
  'proxy',
  'timeout',
  'default-timeout',
  'retries',
  'cache-dir',
  'keyring-provider',
];

/** Prints pip's settings as JSON: [scope, name, value], in ascending order of precedence. */
const PIP_SETTINGS = `
import ast, json, subprocess, sys
listing = subprocess.run([sys.executable, '-m', 'pip', 'config', 'list'], capture_output=True, text=True, check=True).stdout
pairs = [line.split('=', 1) for line in listing.splitlines() if '=' in line]
order = {'global': 0, 'install': 1, ':env:': 2}
settings = [(*name.rpartition('.')[::2], ast.literal_eval(value)) for name, value in pairs if name.rpartition('.')[0] in order]
print(json.dumps(sorted(settings, key=lambda setting: order[setting[0]])))
`;

/** An environment in which pip has the caller's source settings and no others. */
async function pipEnvironment(python) {
  const environment = environmentOf(process.env, root);
  const callerSettings = pick(process.env, (name) => /^(PIP_|XDG_CONFIG_)/.test(name));
  const settings = JSON.parse(
    await run(python, ['-I', '-c', PIP_SETTINGS], { env: { ...environment, ...callerSettings } }),
  );
  const selected = settings.filter(([, name]) => SOURCE_SETTINGS.includes(name));
  const variables = selected.map(([, name, value]) => [
    `PIP_${name.toUpperCase().replaceAll('-', '_')}`,
    String(value),
  ]);
  return { ...environment, ...Object.fromEntries(variables), PIP_CONFIG_FILE: '/dev/null' };
}

/** Replaces a file or folder with a symbolic link. */
function replaceLink(target, link) {
  return replaceAtomically(link, dirname(link), (scratch) => {
    const newLink = join(scratch, 'link');
    symlinkSync(target, newLink);
    return newLink;
  });
}

/**
 * Creates `.local/python/<name>` from a hash-locked requirements file, unless it is up to date. The environment is
 * renamed after its creation: only its scripts contain the old path, and they are not used.
 * @param shared whether other users must be able to read it
 */
export async function createEnvironment(python, name, requirements, shared, title) {
  const locked = readFileSync(join(root, requirements));
  const { link, target } = locationOf(name, shared);
  removeUnfinished(dirname(target));
  const digest = createHash('sha256').update(locked).update(`${python.path} ${python.version}`).digest('hex');
  const linked = target === link || (existsSync(link) && realpathSync(link) === realpathSync(target));
  if (linked && isComplete(target, digest)) return;
  await step(title, async () => {
    await replaceAtomically(target, dirname(target), async (scratch) => {
      const environment = join(scratch, name);
      const program = join(environment, 'bin/python');
      await run(python.path, ['-I', '-m', 'venv', environment]);
      const env = await pipEnvironment(program);
      const pip = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
      ];
      await run(program, ['-I', ...pip, '--require-hashes', '-r', join(root, requirements)], { env });
      writeFileSync(stampOf(environment), digest);
      return environment;
    });
    if (target !== link) await replaceLink(target, link);
  });
}
