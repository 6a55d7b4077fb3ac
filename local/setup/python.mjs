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
import { environmentOf, taken } from './environment.mjs';
import { isComplete, removeUnfinished, replace, root, run, SetupError, stampOf, step } from './steps.mjs';

const OLDEST = [3, 11];
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', '/usr/bin/python3'];
const asRoot = process.getuid?.() === 0;

/** True when every user of the machine can enter the folders that lead to this path. */
function isReachable(path) {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** What a name on the PATH stands for, or nothing. */
function look(name) {
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
 * The Python to make environments with: the first one that is new enough. As root, one that other users can run
 * comes first, because programs run as a user of their own.
 */
export function findPython() {
  const asked = process.env.PYTHON;
  const found = (asked ? [asked] : names).map(look).filter((python) => python !== undefined);
  const isNew = ({ version }) => version[0] === OLDEST[0] && version[1] >= OLDEST[1];
  const fitting = found.filter(isNew);
  if (fitting.length === 0) {
    const seen = found.map(({ version, path }) => `${path} is ${version.join('.')}`).join(', ') || 'none was found';
    throw new SetupError(
      `Python 3.11 or newer is needed (${seen}). Install it, or name one: PYTHON=/path/to/python3 npm run demo`,
    );
  }
  const usable = fitting.filter(({ venv }) => venv);
  if (usable.length === 0) {
    const minor = fitting[0].version.slice(0, 2).join('.');
    throw new SetupError(
      `${fitting[0].path} cannot make virtual environments. On Debian or Ubuntu: apt-get install python${minor}-venv`,
    );
  }
  return (asRoot && usable.find(({ reachable }) => reachable)) || usable[0];
}

/** Makes the folder for an environment that other users can read, where the project's own folder cannot be entered. */
function outsideFolder(name) {
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = `/var/tmp/code-interpreter-${process.getuid()}-${hash}`;
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0) {
    throw new SetupError(`${folder} is not a folder of this user alone. Remove it and start again.`);
  }
  return join(folder, name);
}

/** Where the environment's files lie: `.local/python/<name>`, or outside with a link to it there. */
function place(name, shared) {
  const link = join(root, '.local/python', name);
  mkdirSync(dirname(link), { recursive: true });
  if (!shared || !asRoot || isReachable(dirname(link))) return { link, target: link };
  return { link, target: outsideFolder(name) };
}

/** Settings of pip that say where packages come from and how they are reached. Others would change what is installed. */
const WHENCE = [
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

/** pip's own account of its files and variables, as JSON: [place, setting, value] with the strongest last. */
const PIP_SETTINGS = `
import ast, json, subprocess, sys
shown = subprocess.run([sys.executable, '-m', 'pip', 'config', 'list'], capture_output=True, text=True, check=True).stdout
pairs = [line.split('=', 1) for line in shown.splitlines() if '=' in line]
order = {'global': 0, 'install': 1, ':env:': 2}
settings = [(*name.rpartition('.')[::2], ast.literal_eval(value)) for name, value in pairs if name.rpartition('.')[0] in order]
print(json.dumps(sorted(settings, key=lambda setting: order[setting[0]])))
`;

/** The environment of a pip that has the caller's settings of that kind and no others. */
async function pipEnvironment(python) {
  const own = environmentOf(process.env, root);
  const given = taken(process.env, (name) => /^(PIP_|XDG_CONFIG_)/.test(name));
  const settings = JSON.parse(await run(python, ['-I', '-c', PIP_SETTINGS], { env: { ...own, ...given } }));
  const wanted = settings.filter(([, name]) => WHENCE.includes(name));
  const variables = wanted.map(([, name, value]) => [`PIP_${name.toUpperCase().replaceAll('-', '_')}`, String(value)]);
  return { ...own, ...Object.fromEntries(variables), PIP_CONFIG_FILE: '/dev/null' };
}

/** Puts a link in the place of what is there. */
function replaceLink(target, link) {
  return replace(link, dirname(link), (scratch) => {
    const made = join(scratch, 'link');
    symlinkSync(target, made);
    return made;
  });
}

/**
 * Makes `.local/python/<name>` from a hash-locked list, unless it is there already. It is made beside and renamed:
 * only its scripts know where it was made, and nothing uses them.
 * @param shared other users must be able to read it
 */
export async function makeEnvironment(python, name, requirements, shared, title) {
  const locked = readFileSync(join(root, requirements));
  const { link, target } = place(name, shared);
  removeUnfinished(dirname(target));
  const digest = createHash('sha256').update(locked).update(`${python.path} ${python.version}`).digest('hex');
  const linked = target === link || (existsSync(link) && realpathSync(link) === realpathSync(target));
  if (linked && isComplete(target, digest)) return;
  await step(title, async () => {
    await replace(target, dirname(target), async (scratch) => {
      const made = join(scratch, name);
      const program = join(made, 'bin/python');
      await run(python.path, ['-I', '-m', 'venv', made]);
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
      writeFileSync(stampOf(made), digest);
      return made;
    });
    if (target !== link) await replaceLink(target, link);
  });
}
