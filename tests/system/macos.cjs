// Imitates macOS for Node and the Python that it starts: node --require tests/system/macos.cjs. See tests/sandbox/macos.py.
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { basename, join } = require('node:path');

const MACOS = join(__dirname, '../sandbox/macos.py');
const isHidden = (path) => typeof path === 'string' && /^\/proc(\/|$)/.test(path);

for (const name of ['readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'openSync', 'existsSync', 'accessSync']) {
  const call = fs[name];
  fs[name] = (path, ...more) => {
    if (!isHidden(path)) return call(path, ...more);
    if (name === 'existsSync') return false;
    throw Object.assign(new Error(`ENOENT: no such file or directory, '${path}'`), { code: 'ENOENT' });
  };
}

/** The emulator does not need the imitation. */
const isOurs = (words) => words.some((word) => word.endsWith('.py') && word.startsWith(join(__dirname, '../..')));

for (const name of ['spawn', 'spawnSync']) {
  const call = childProcess[name];
  childProcess[name] = (command, words = [], options = {}) => {
    const env = { ...(options.env ?? process.env), NODE_OPTIONS: `--require ${__filename}` };
    if (!basename(command).startsWith('python') || !isOurs(words)) return call(command, words, { ...options, env });
    const flags = words.slice(
      0,
      words.findIndex((word) => !word.startsWith('-')),
    );
    return call(command, [...flags, MACOS, ...words], { ...options, env });
  };
}
Object.defineProperty(process, 'platform', { value: 'darwin' });
syncBuiltinESMExports();
