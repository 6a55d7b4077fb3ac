import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { environmentOf } from '../../../local/setup/environment.mjs';
import { isWhence, missingFrom, settingsIn } from '../../../local/setup/packages.mjs';

const root = resolve(__dirname, '../../..');

/** What each of these does to a process that inherits it. */
const HARMFUL = {
  AWS_PROFILE: 'missing',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_USE_FIPS_ENDPOINT: 'true',
  NODE_ENV: 'production',
  NODE_OPTIONS: '--no-warnings',
  NODE_PATH: '/nowhere',
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  PYTHONHOME: '/nowhere',
  PYTHONPATH: '/nowhere',
  LD_PRELOAD: '',
  GIT_DIR: '/nowhere',
  LC_ALL: 'tr_TR.UTF-8',
  npm_config_omit: 'dev',
  PIP_TARGET: '/nowhere',
  VIRTUAL_ENV: '/nowhere',
};

it('takes nothing of the caller that would change what a process does', () => {
  const own = environmentOf(
    { PATH: '/usr/bin', HOME: '/home/me', LANG: 'de_DE', TZ: 'Asia/Kolkata', ...HARMFUL },
    root,
  );
  expect(Object.keys(own).filter((name) => name in HARMFUL)).toEqual([]);
  expect(own).toMatchObject({ HOME: '/home/me', LANG: 'C.UTF-8', TZ: 'UTC' });
  // HOME leads to these files, and a machine in AWS has a role of its own.
  expect(own).toMatchObject({ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
  expect(own).toMatchObject({ AWS_EC2_METADATA_DISABLED: 'true' });
});

it('takes what leads to programs, folders, registries and the network', () => {
  const caller = {
    PATH: '/opt/bin',
    TMPDIR: '/scratch',
    https_proxy: 'http://p',
    NODE_EXTRA_CA_CERTS: '/ca',
    CI: 'true',
  };
  const { PATH = '', ...rest } = environmentOf(caller, root);
  expect(PATH.split(':')).toEqual([join(root, 'node_modules/.bin'), dirname(process.execPath), '/opt/bin']);
  expect(rest).toMatchObject({ TMPDIR: '/scratch', https_proxy: 'http://p', NODE_EXTRA_CA_CERTS: '/ca', CI: 'true' });
});

it('leaves the order of the path where it leads to this Node', () => {
  const own = dirname(process.execPath);
  const { PATH = '' } = environmentOf({ PATH: `/opt/bin:${own}` }, root);
  expect(PATH.split(':').slice(1)).toEqual(['/opt/bin', own]);
});

it('gives what talks to AWS the settings of the caller for it, and no others', () => {
  const own = environmentOf(HARMFUL, root, true);
  expect(own).toMatchObject({ AWS_PROFILE: 'missing', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect(own).not.toHaveProperty('AWS_CONFIG_FILE');
  expect(own).not.toHaveProperty('NODE_OPTIONS');
});

it('is what every program that the entry starts has', () => {
  const print = 'console.log(JSON.stringify([process.env, process.umask()]))';
  const command = [join(root, 'local/run.mjs'), 'exec', 'node', '-e', print];
  const env = { ...process.env, AWS_PROFILE: 'missing', NODE_ENV: 'production', PYTHONPATH: '/nowhere', PIP_USER: '1' };
  const closed = ['-c', 'umask 077; exec "$0" "$@"', process.execPath, ...command];
  const [found, umask] = JSON.parse(execFileSync('/bin/sh', closed, { env, encoding: 'utf8', stdio: 'pipe' }));
  expect(found).toEqual(environmentOf(env, root));
  expect(umask).toBe(0o022);
});

it('of the settings of npm takes those that say where packages come from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-settings-'));
  const lines = ['@mine:registry=https://a', '//a/:_authToken=secret', 'proxy = http://p', 'cafile=/ca'];
  const others = ['omit=dev', 'dry-run=true', '; registry=https://b', 'install-strategy=linked', 'global=true'];
  writeFileSync(join(folder, 'npmrc'), [...lines, ...others].join('\n'));
  expect(settingsIn(join(folder, 'npmrc'))).toEqual(lines);
  rmSync(folder, { recursive: true });
  expect(['npm_config_registry', 'NPM_CONFIG_FETCH_RETRIES', 'npm_config_https_proxy'].filter(isWhence)).toHaveLength(
    3,
  );
  expect(['npm_config_omit', 'npm_config_include', 'NPM_TOKEN', 'npm_config_production'].filter(isWhence)).toEqual([]);
});

it('finds the packages that an installation lacks or has in another version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-packages-'));
  const at = (name: string) => `node_modules/${name}`;
  const packages = {
    '': {},
    [at('there')]: { version: '1.0.0' },
    [at('older')]: { version: '2.0.0', dev: true },
    [at('away')]: { version: '1.0.0', dev: true },
    [at('of-a-mac')]: { version: '1.0.0', optional: true },
  };
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  for (const name of ['there', 'older']) {
    mkdirSync(join(folder, at(name)), { recursive: true });
    writeFileSync(join(folder, at(name), 'package.json'), '{"version": "1.0.0"}');
  }
  expect(missingFrom(folder)).toEqual([at('older'), at('away')]);
  rmSync(folder, { recursive: true });
});
