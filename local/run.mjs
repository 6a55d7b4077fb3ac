// Entry of `npm run demo` and `npm start`: sets up what is missing, then runs one of local/commands.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from './setup/bundles.mjs';
import { environmentOf } from './setup/environment.mjs';
import { installPackages } from './setup/packages.mjs';
import { checkPort } from './setup/port.mjs';
import { findPython, makeEnvironment } from './setup/python.mjs';
import { alone, root, SetupError } from './setup/steps.mjs';

const OLDEST_NODE = 20;
const usage = `Usage: node local/run.mjs <command> [options]

  demo     ask the example question, from POST to answer and webhook, and stop
  start    keep the system up
  ask      ask questions of a system that is up, here or deployed
  page     serve a page to ask questions on, of a system that is up, here or deployed
  sandbox  run one program as a job would, without the rest of the system
  eval     ask the questions of tests/questions, and compare the answers with gold
  setup    install and build what is missing, and stop
  build    bundle the functions, and stop
  exec     set up, then run the program that follows; nothing it started outlives it. \`--aws\` before the program: it
           calls AWS as you do, by your AWS_* variables and profiles
`;

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new SetupError(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
  }
}

/** Installs and builds what is missing. A second time there is nothing to do. */
async function setUp() {
  const python = findPython();
  await alone(async () => {
    const work = [
      installPackages().then(buildBundles),
      makeEnvironment(
        python,
        'emulator',
        'local/python/emulator.txt',
        false,
        'Making the Python environment of the local endpoints',
      ),
      makeEnvironment(
        python,
        'executor',
        'executor/requirements.txt',
        true,
        'Making the Python environment of the programs',
      ),
    ];
    await Promise.allSettled(work);
    await Promise.all(work);
  });
  return python;
}

/** The processes from this one up to npm: when one of them is gone, nobody waits for this one any more. */
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
 * Runs a command so that nothing it starts outlives this process, however it ends. Resolves to its exit status.
 * @param aws it calls AWS as the caller does
 */
function keep(python, command, aws = false) {
  const child = spawn(python.path, ['-I', join(root, 'local/keep.py'), '--', ...command], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: environmentOf(process.env, root, aws),
  });
  const end = () => child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  const began = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === began) return;
    clearInterval(watch);
    end();
  }, 1000);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (code) => {
      clearInterval(watch);
      done(code ?? 1);
    });
  });
}

/** Runs a client: it needs nothing of what a system on this machine needs. Resolves to its exit status. */
async function runClient(script, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, script), ...args], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the client too, which ends when its jobs are cancelled.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** Whether Bedrock writes the programs: then the caller's AWS account is used. */
const asksBedrock = (args) =>
  args.some(
    (word, at) => /^(--model=)?bedrock(:|$)/.test(word) && (word.startsWith('--') || args[at - 1] === '--model'),
  );

async function main([name, ...args]) {
  process.umask(0o022);
  checkNode();
  if (name === 'ask') {
    await alone(installPackages);
    return runClient('client/cli/index.ts', args);
  }
  if (name === 'page') {
    await alone(() => installPackages().then(buildBundles));
    return runClient('client/page/server/index.ts', args);
  }
  const script = `local/commands/${name}.ts`;
  if (name === undefined || !(['setup', 'build', 'exec'].includes(name) || existsSync(join(root, script)))) {
    console.error(usage);
    return 2;
  }
  const typescript = [process.execPath, '--import', 'tsx', script, ...args];
  if (name === 'build') {
    await alone(() => installPackages().then(buildBundles));
    return 0;
  }
  if (args.includes('--help') && name !== 'exec') {
    await alone(installPackages);
    return keep(findPython(), typescript);
  }
  if (name === 'start') await checkPort(args);
  const python = await setUp();
  if (name === 'setup') return 0;
  if (name !== 'exec') return keep(python, typescript, asksBedrock(args));
  const aws = args[0] === '--aws';
  return keep(python, args.slice(aws ? 1 : 0), aws);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof SetupError ? `✗ ${error.message}` : error);
    process.exit(1);
  },
);
