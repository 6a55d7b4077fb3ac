// Builds executor/Dockerfile as it is, without a registry, and tries the hostile programs in the image, held as the
// task definition holds it. Where no container engine can be had it says so and ends well, unless --required is given.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attacks } from '../sandbox/hostile';
import { PROLOGUE } from '../sandbox/hostile/attack';
import { bundleSupervisor, SEARCH, table, withVerdicts } from '../sandbox/hostile/run-under-supervisor';
import type { Scenario, ScenarioResult } from '../sandbox/hostile/supervise';
import { OPEN_WITHOUT_LANDLOCK, verdictsOf } from '../sandbox/hostile/verdicts';
import { limits, project, settings } from '../sandbox/support';
import { buildImage, IMAGE, makeBaseImages } from './base';
import { EVERYTHING, LETTERS, WITHOUT_PYC, WRITABLE } from './checks';
import { inImage, type Surroundings } from './container';
import { installEngine, must, shell } from './engine';
import { MACHINE_METADATA, metadataAttacks, metadataNetwork, TASK_METADATA } from './network';

const MAX_LAYER_MB = 130;
/** Programs that one Python of the sandbox runs, before it is started anew. */
const MAX_ATTEMPTS = 60;
/** A separate user: sandboxes on this machine kill all processes of their user, also those in containers. */
const UID = 20_777;
const OF_THE_IMAGE = { python: '/opt/python/bin/python3', sandboxDir: '/app/sandbox', workDir: '/job', uid: UID };

let failed = 0;
let passed = 0;

function check(what: string, trouble: string): void {
  if (trouble === '') passed += 1;
  else failed += 1;
  console.log(trouble === '' ? `✓ ${what}` : `✗ ${what}\n  ${trouble.trim().slice(0, 3000).replaceAll('\n', '\n  ')}`);
}

async function step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const began = Date.now();
  console.log(`… ${what}`);
  const done = await work();
  console.log(`  ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return done;
}

function packagesLayer(): void {
  const folder = must(['podman', 'image', 'mount', IMAGE]).trim();
  const bytes = Number(shell(`tar -C ${folder}/opt -c python | zstd -T0 -9 -q | wc -c`));
  must(['podman', 'image', 'unmount', IMAGE]);
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  check(
    `the packages have ${size} as a layer compressed with zstd -9`,
    bytes < MAX_LAYER_MB * 1e6 ? '' : `more than ${MAX_LAYER_MB} MB`,
  );
}

/** Runs programs by a supervisor in the image. */
function superviseInImage(
  around: Surroundings,
  programs: Scenario['programs'],
  changes: Partial<Scenario['settings']> = {},
): ScenarioResult {
  // without Landlock a program reads what everybody may read: in the image that is nothing of anybody's
  const stage = around.landlock ? {} : { PUBLIC_FILE: '/job/secret' };
  const metadata = [TASK_METADATA, MACHINE_METADATA];
  const scenario: Scenario = {
    settings: { ...settings, ...OF_THE_IMAGE, maxAttempts: MAX_ATTEMPTS, ...changes },
    limits,
    programs,
    changes: { ...stage, METADATA: metadata },
  };
  writeFileSync(join(around.checks, 'scenario.json'), JSON.stringify(scenario));
  const { stdout, stderr, status } = inImage(around, ['node', '/checks/supervise.cjs', '/checks/scenario.json']);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || !last.startsWith('{'))
    throw new Error(`The supervisor in the image ended with ${status}: ${stdout}${stderr}`);
  return JSON.parse(last) as ScenarioResult;
}

const packages = (
  JSON.parse(readFileSync(join(project, 'executor/packages.json'), 'utf8')) as { import: string }[]
).map((one) => one.import);
const hostile = [
  ...table,
  ...metadataAttacks.map(({ name, program }) => ({ name, program: [PROLOGUE, program].join('\n') })),
  SEARCH,
];

function holdsAll(around: Surroundings): void {
  const where = around.landlock ? 'with Landlock' : 'without Landlock, as on Fargate';
  const everything = { name: 'uses every package', program: `PACKAGES = ${JSON.stringify(packages)}\n${EVERYTHING}` };
  const letters = { name: 'draws letters of many scripts', program: LETTERS };
  const { started, results } = superviseInImage(around, [everything, letters, ...hostile, ...withVerdicts]);
  check(`the sandbox starts ${where} (${started.layers?.join(', ')})`, started.ok ? '' : String(started.reason));
  if (!started.ok) return;
  const of = (name: string) => results.find((result) => result.name === name);
  const used = of(everything.name);
  check(
    `the pruned packages import, fit and plot ${where}`,
    used?.stdout.endsWith('all there\n') && !used.failure && used.stderr === ''
      ? ''
      : `${used?.failure?.message} ${used?.stdout}${used?.stderr}`,
  );
  const drawn = of(letters.name)?.stdout;
  check(`charts have their letters ${where}`, drawn === 'missing []\n' ? '' : JSON.stringify(of(letters.name)));
  const open = around.landlock ? [] : OPEN_WITHOUT_LANDLOCK;
  const names = new Set(hostile.map(({ name }) => name).filter((name) => !open.includes(name)));
  for (const [title, trouble] of verdictsOf(results, where, names)) check(title, trouble);
}

/** The control: the same programs by the same image, behind nothing but what the container itself is. */
function reachWithoutLayers(around: Surroundings): void {
  const { results } = superviseInImage(around, hostile, {
    unsafe: true,
    without: ['uid', 'landlock', 'seccomp', 'limits'],
  });
  const reached = results.filter(({ stdout }) => stdout.includes('REACHED')).map(({ name }) => name);
  const unreached = metadataAttacks
    .filter(({ name }) => !reached.includes(name))
    .map(({ name }) => `${name}: not reached`);
  const hunter = results.find(({ name }) => name === SEARCH.name);
  const sources = ['environment of', 'memory of', 'file ', TASK_METADATA, MACHINE_METADATA];
  const unfound = sources
    .filter((source) => !hunter?.stdout.includes(`FOUND ${source}`))
    .map((source) => `no canary found: ${source}`);
  check(
    `without the layers ${reached.length} of ${attacks.length + metadataAttacks.length} get there in the same container, and the hunter finds the canary everywhere`,
    [...unreached, ...unfound, ...(reached.length < 20 ? ['so few prove nothing'] : [])].join('\n'),
  );
}

async function main(): Promise<number> {
  const reason = installEngine();
  if (reason) {
    console.log(`\n!!! THE IMAGE WAS NOT TESTED: no container engine could be had: ${reason}.\n`);
    console.log('Tests: 0 passed, 0 failed, 1 skipped');
    return process.argv.includes('--required') ? 1 : 0;
  }
  await step('base images', makeBaseImages);
  await step('executor/Dockerfile', buildImage);
  await step('size of the packages', packagesLayer);
  const checks = mkdtempSync(join(tmpdir(), 'image-test-'));
  const network = await metadataNetwork();
  try {
    bundleSupervisor(join(checks, 'supervise.cjs'));
    const around = { network: network.name, checks, landlock: true };
    check('every Python source has its compiled form', inImage(around, ['sh', '-c', WITHOUT_PYC]).stdout);
    check('nothing but /job can be written to', inImage(around, ['sh', '-c', WRITABLE]).stdout);
    const dumps = inImage(around, ['sh', '-c', 'ulimit -S -c; ulimit -H -c']).stdout;
    check('no core is dumped', dumps === '0\n0\n' ? '' : dumps);
    const bare = inImage(around, []);
    check(
      'the supervisor starts as the image starts it',
      `${bare.stdout}${bare.stderr}`.includes('JOB_ID is not set') ? '' : bare.stdout + bare.stderr,
    );
    await step('hostile programs', () => holdsAll(around));
    await step('hostile programs without Landlock', () => holdsAll({ ...around, landlock: false }));
    await step('control', () => reachWithoutLayers(around));
  } finally {
    network.close();
    rmSync(checks, { recursive: true, force: true });
  }
  console.log(`\nTests: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
