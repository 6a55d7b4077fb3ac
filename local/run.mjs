// Entry point of `npm run demo`, `npm start` and others: sets up what is missing, then runs one of local/commands, or eval.
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from './setup/bundles.mjs';
import { environmentOf } from './setup/environment.mjs';
import { installPackages } from './setup/packages.mjs';
import { checkPort } from './setup/ports.mjs';
import { createEnvironment, findPython } from './setup/python.mjs';
import { root, SetupError, withSetupLock } from './setup/steps.mjs';

const MIN_NODE = 20;
const usage = `Usage: node local/run.mjs <command> [options]

  demo     start the system, ask the example question, and stop
  start    run the system until Ctrl-C
  ask      ask questions, of a local or a deployed system
  page     serve the web page, for a local or a deployed system
  sandbox  run one program in the sandbox, without the rest of the system
  eval     ask the questions of tests/questions and grade the answers
  setup    install and build what is missing
  build    bundle the functions
  exec     set up, then run a command and kill whatever it leaves running; with \`--aws\` before the command, it gets your
           AWS_* variables and profiles
`;

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < MIN_NODE) {
    throw new SetupError(`Node ${MIN_NODE} or newer is required (this is ${process.version}).`);
  }
}

/** Installs and builds what is missing. */
async function setUp() {
  const python = findPython();
  await withSetupLock(async () => {
    const work = [
      installPackages().then(buildBundles),
      createEnvironment(
        python,
        'emulator',
        'local/emulator/requirements.txt',
        false,
        'Creating the Python environment of the local endpoints',
      ),
      createEnvironment(
        python,
        'executor',
        'executor/requirements.txt',
        true,
        'Creating the Python environment of the programs',
      ),
    ];
    await Promise.allSettled(work);
    await Promise.all(work);
  });
  return python;
}

/** Process ids of the ancestors up to npm. A change means that one of them has exited. */
function ancestors() {
  const parentOf = (pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ')[1]);
    } catch {
      return 0;
    }
  };
  const byNpm = process.env.npm_lifecycle_event === process.argv[2] && existsSync('/proc/self/stat');
  return byNpm ? [process.ppid, parentOf(process.ppid)].join() : String(process.ppid);
}

/**
 * Runs a command whose descendants do not outlive this process (see reaper.py). Resolves to its exit status.
 * @param aws pass the caller's AWS settings on
 */
function runWithReaper(python, command, aws = false) {
  const child = spawn(python.path, ['-I', join(root, 'local/reaper/reaper.py'), '--', ...command], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: environmentOf(process.env, root, aws),
  });
  const terminate = () => child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, terminate);
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    terminate();
  }, 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/** Runs a client, which needs no local system. Resolves to its exit status. */
async function runClient(script, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, script), ...args], {
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to the client too, which cancels its jobs and exits.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** Whether the arguments choose Bedrock or a deployed system, which need the caller's AWS settings. */
const usesAws = (args) =>
  args.some(
    (word, at) =>
      /^--api(=|$)/.test(word) ||
      (/^(--model=)?bedrock(:|$)/.test(word) && (word.startsWith('--') || args[at - 1] === '--model')),
  );

async function main([name, ...args]) {
  process.umask(0o022);
  checkNode();
  if (name === 'ask') {
    await withSetupLock(installPackages);
    return runClient('client/cli/index.ts', args);
  }
  if (name === 'page') {
    await withSetupLock(() => installPackages().then(buildBundles));
    return runClient('client/page/server/index.ts', args);
  }
  const script = name === 'eval' ? 'eval/index.ts' : `local/commands/${name}.ts`;
  if (name === undefined || !(['setup', 'build', 'exec'].includes(name) || existsSync(join(root, script)))) {
    console.error(usage);
    return 2;
  }
  const typescript = [process.execPath, '--import', 'tsx', script, ...args];
  if (name === 'build') {
    await withSetupLock(() => installPackages().then(buildBundles));
    return 0;
  }
  if (args.includes('--help') && name !== 'exec') {
    await withSetupLock(installPackages);
    return runWithReaper(findPython(), typescript);
  }
  if (name === 'start') await checkPort(args);
  const python = await setUp();
  if (name === 'setup') return 0;
  if (name !== 'exec') return runWithReaper(python, typescript, usesAws(args));
  const aws = args[0] === '--aws';
  return runWithReaper(python, args.slice(aws ? 1 : 0), aws);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof SetupError ? `✗ ${error.message}` : error);
    process.exit(1);
  },
);
