import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The variables that the local system, its set-up and its tests inherit: paths, folders, network, terminal, and the API
 * key of a model's server. Anything else could change their behaviour: AWS profiles, NODE_ENV, NODE_OPTIONS, PYTHONHOME,
 * LD_PRELOAD, GIT_DIR, settings of npm and pip.
 */
const INHERITED = [
  'PATH HOME USER LOGNAME SHELL TMPDIR XDG_CACHE_HOME',
  'TERM COLORTERM COLUMNS NO_COLOR FORCE_COLOR CI',
  'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy',
  'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE MODEL_API_KEY',
].flatMap((names) => names.split(' '));

const FIXED = {
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONDONTWRITEBYTECODE: '1',
  // Silences a warning of the SDK on Node 20.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** An AWS profile could choose endpoints and protocols for every SDK. */
const WITHOUT_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The variables of an environment whose names match. */
export const pick = (environment, matches) =>
  Object.fromEntries(Object.entries(environment).filter(([name, value]) => value !== undefined && matches(name)));

/** The folder of this Node, unless PATH finds it already: the folder may also contain another Python. */
function nodeFolder(path) {
  const first = path
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find(existsSync);
  return first && realpathSync(first) === realpathSync(process.execPath) ? [] : [dirname(process.execPath)];
}

/**
 * The environment of the processes that this project starts. The only place that reads the caller's environment for them.
 * @param root the project's top folder
 * @param aws pass the caller's AWS settings on
 */
export function environmentOf(caller, root, aws = false) {
  const path = caller.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  return {
    ...pick(caller, (name) => INHERITED.includes(name)),
    ...(aws ? pick(caller, (name) => name.startsWith('AWS_')) : WITHOUT_AWS),
    ...FIXED,
    // Executables of the project's packages, and this Node for every process.
    PATH: [join(root, 'node_modules/.bin'), ...nodeFolder(path), path].join(delimiter),
  };
}
