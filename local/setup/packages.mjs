import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, taken } from './environment.mjs';
import { isComplete, removeUnfinished, replace, root, run, SetupError, stampOf, step } from './steps.mjs';

/** Settings of npm that say where packages come from and how they are reached. Others would change what is installed. */
const WHENCE =
  /^(@[^:]+:registry|registry|\/\/.+|(https?-)?proxy|noproxy|ca|ca\[\]|cafile|cert|key|strict-ssl|cache|offline|prefer-offline|maxsockets|fetch-.+)$/;

/** The lines of a settings file that are of that kind. */
export function settingsIn(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => WHENCE.test(line.split('=')[0].trim()));
}

/** The name of a setting that a variable of npm's sets: npm_config_fetch_retries, NPM_CONFIG_REGISTRY, npm_config_//host/:_authToken. */
function settingOf(variable) {
  const [, name] = /^npm_config_(.+)$/i.exec(variable) ?? [];
  return name?.startsWith('//') || name === undefined ? name : name.toLowerCase().replaceAll('_', '-');
}

export const isWhence = (variable) => {
  const name = settingOf(variable);
  return name !== undefined && WHENCE.test(name);
};

/** How npm is called; its own name where it did not start this process. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
}

/** Settings of the caller's files and variables, for an npm that shall have no others. */
async function settingsOf(command, first) {
  const own = environmentOf(process.env, root);
  const places = taken(process.env, (name) => /^npm_config_(globalconfig|userconfig|prefix)$/i.test(name));
  const args = [...first, 'config', 'get', 'globalconfig', 'userconfig'];
  const printed = await run(command, args, { env: { ...own, ...places } });
  const files = [...printed.matchAll(/^(?:globalconfig|userconfig)=(.*)$/gm)].map(([, path]) => path);
  const lines = [...files, join(root, '.npmrc')].flatMap(settingsIn);
  // A token may be the value of a variable: `//host/:_authToken=${NPM_TOKEN}`.
  const named = lines.flatMap((line) => [...line.matchAll(/\$\{(\w+)\??\}/g)].map(([, name]) => name));
  return { lines, env: { ...own, ...taken(process.env, (name) => isWhence(name) || named.includes(name)) } };
}

/** Each package of the lock file that an installation lacks; those for other machines may be missing. */
export function missingFrom(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).flatMap(([path, { version, optional, devOptional }]) => {
    const file = join(folder, path, 'package.json');
    if (!existsSync(file)) return optional || devOptional ? [] : [path];
    return path === '' || JSON.parse(readFileSync(file, 'utf8')).version === version ? [] : [path];
  });
}

/** Installs the npm packages of package-lock.json beside, and puts them in the place of those that are there. */
export async function installPackages() {
  const lock = join(root, 'package-lock.json');
  const digest = createHash('sha256')
    .update(readFileSync(lock))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
  const target = join(root, 'node_modules');
  removeUnfinished(join(root, '.local'));
  if (isComplete(target, digest)) return;
  await step('Installing npm packages', () =>
    replace(target, join(root, '.local'), async (scratch) => {
      for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(scratch, name));
      const [command, ...first] = npmCommand();
      const { lines, env } = await settingsOf(command, first);
      const settings = join(scratch, 'settings');
      writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o600 });
      Object.assign(env, { npm_config_userconfig: settings, npm_config_globalconfig: join(scratch, 'no-settings') });
      // No package needs its scripts.
      const args = ['ci', '--include=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
      await run(command, [...first, ...args], { cwd: scratch, env });
      const missing = missingFrom(scratch);
      if (missing.length > 0) throw new SetupError(`npm ci left out ${missing.slice(0, 5).join(', ')}. Start again.`);
      const made = join(scratch, 'node_modules');
      writeFileSync(stampOf(made), digest);
      return made;
    }),
  );
}
