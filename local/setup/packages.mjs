import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, pick } from './environment.mjs';
import { isComplete, removeUnfinished, replaceAtomically, root, run, SetupError, stampOf, step } from './steps.mjs';

/** npm settings for registries, proxies and certificates. Other settings would change what is installed. */
const SOURCE_SETTING =
  /^(@[^:]+:registry|registry|\/\/.+|(https?-)?proxy|noproxy|ca|ca\[\]|cafile|cert|key|strict-ssl|cache|offline|prefer-offline|maxsockets|fetch-.+)$/;

/** The lines of an npmrc file with such settings. */
export function settingsIn(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => SOURCE_SETTING.test(line.split('=')[0].trim()));
}

/** The setting of an npm variable such as npm_config_fetch_retries, NPM_CONFIG_REGISTRY or npm_config_//host/:_authToken. */
function settingOf(variable) {
  const [, name] = /^npm_config_(.+)$/i.exec(variable) ?? [];
  return name?.startsWith('//') || name === undefined ? name : name.toLowerCase().replaceAll('_', '-');
}

export const isSourceSetting = (variable) => {
  const name = settingOf(variable);
  return name !== undefined && SOURCE_SETTING.test(name);
};

/** The command for npm: the one that started this process, or else `npm`. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
}

/** The source settings of the caller's files and variables, for an npm that reads no others. */
async function settingsOf(command, first) {
  const environment = environmentOf(process.env, root);
  const locations = pick(process.env, (name) => /^npm_config_(globalconfig|userconfig|prefix)$/i.test(name));
  const args = [...first, 'config', 'get', 'globalconfig', 'userconfig'];
  const printed = await run(command, args, { env: { ...environment, ...locations } });
  const files = [...printed.matchAll(/^(?:globalconfig|userconfig)=(.*)$/gm)].map(([, path]) => path);
  const lines = [...files, join(root, '.npmrc')].flatMap(settingsIn);
  // A token may come from a variable: `//host/:_authToken=${NPM_TOKEN}`.
  const variables = lines.flatMap((line) => [...line.matchAll(/\$\{(\w+)\??\}/g)].map(([, name]) => name));
  return {
    lines,
    env: { ...environment, ...pick(process.env, (name) => isSourceSetting(name) || variables.includes(name)) },
  };
}

/** Packages of the lock file that are missing or have another version. Optional ones may be missing. */
export function missingFrom(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).flatMap(([path, { version, optional, devOptional }]) => {
    const file = join(folder, path, 'package.json');
    if (!existsSync(file)) return optional || devOptional ? [] : [path];
    return path === '' || JSON.parse(readFileSync(file, 'utf8')).version === version ? [] : [path];
  });
}

/** Installs the packages of package-lock.json in a temporary folder, then replaces node_modules with it. */
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
    replaceAtomically(target, join(root, '.local'), async (scratch) => {
      for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(scratch, name));
      const [command, ...first] = npmCommand();
      const { lines, env } = await settingsOf(command, first);
      const settings = join(scratch, 'settings');
      writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o600 });
      Object.assign(env, { npm_config_userconfig: settings, npm_config_globalconfig: join(scratch, 'no-settings') });
      // No package needs its install scripts.
      const args = ['ci', '--include=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
      await run(command, [...first, ...args], { cwd: scratch, env });
      const missing = missingFrom(scratch);
      if (missing.length > 0)
        throw new SetupError(`npm ci did not install ${missing.slice(0, 5).join(', ')}. Run the command again.`);
      const installed = join(scratch, 'node_modules');
      writeFileSync(stampOf(installed), digest);
      return installed;
    }),
  );
}
