import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * What the local system, its set-up and its tests get of the caller's environment: where programs and folders are, how
 * the network is reached, what the terminal shows, and the key of a model's server. Anything else could change what
 * they do: AWS profiles, NODE_ENV, NODE_OPTIONS, PYTHONHOME, LD_PRELOAD, GIT_DIR, settings of npm and pip.
 */
const TAKEN = [
  'PATH HOME USER LOGNAME SHELL TMPDIR XDG_CACHE_HOME',
  'TERM COLORTERM COLUMNS NO_COLOR FORCE_COLOR CI',
  'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy',
  'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE MODEL_API_KEY',
].flatMap((names) => names.split(' '));

const FIXED = {
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONDONTWRITEBYTECODE: '1',
  // The SDK warns at each start on Node 20.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** A profile's file can choose endpoints and protocols for every SDK. */
const WITHOUT_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The entries of an environment whose names are wanted. */
export const taken = (environment, wanted) =>
  Object.fromEntries(Object.entries(environment).filter(([name, value]) => value !== undefined && wanted(name)));

/** The folder of this Node, where the path leads to another one; it may hold more than Node, such as another Python. */
function ownNode(path) {
  const found = path
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find(existsSync);
  return found && realpathSync(found) === realpathSync(process.execPath) ? [] : [dirname(process.execPath)];
}

/**
 * The environment of a process that this project starts; the only place that makes one of the caller's.
 * @param root the project's top folder
 * @param aws the process talks to AWS as the caller: it gets the caller's AWS settings
 */
export function environmentOf(caller, root, aws = false) {
  const path = caller.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  return {
    ...taken(caller, (name) => TAKEN.includes(name)),
    ...(aws ? taken(caller, (name) => name.startsWith('AWS_')) : WITHOUT_AWS),
    ...FIXED,
    // The programs of the project's packages by their names, and the same Node for everything.
    PATH: [join(root, 'node_modules/.bin'), ...ownNode(path), path].join(delimiter),
  };
}
