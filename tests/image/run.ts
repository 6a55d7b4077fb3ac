// Builds executor/Dockerfile without a registry and runs the hostile programs in the image, confined as the task
// definition confines it. Without a container engine the test is skipped, or fails if --required is given.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attacks } from '../sandbox/hostile';
import { PROLOGUE } from '../sandbox/hostile/attack';
import { bundleSupervisor, SEARCH, table, withVerdicts } from '../sandbox/hostile/run-under-supervisor';
import type { Scenario, ScenarioResult } from '../sandbox/hostile/supervise';
import { POSSIBLE_WITHOUT_LANDLOCK, verdictsOf } from '../sandbox/hostile/verdicts';
import { limits, project, settings } from '../sandbox/support';
import { buildImage, IMAGE, makeBaseImages } from './base';
import { EVERYTHING, LETTERS, WITHOUT_PYC, WRITABLE } from './checks';
import { type ContainerEnvironment, inImage } from './container';
import { installEngine, must, shell } from './engine';
import { MACHINE_METADATA, metadataAttacks, metadataNetwork, TASK_METADATA } from './network';

const MAX_LAYER_MB = 130;
/** Programs that one forkserver runs before it is restarted. */
const MAX_ATTEMPTS = 60;
/** A separate user: sandboxes on this machine kill all processes of their user, also those in containers. */
const UID = 20_777;
const IMAGE_SETTINGS = { python: '/opt/python/bin/python3', sandboxDir: '/app/sandbox', workDir: '/job', uid: UID };

let failed = 0;
let passed = 0;

/** Prints the result of a check. problem: empty if the check passed. */
function check(title: string, problem: string): void {
  if (problem === '') passed += 1;
  else failed += 1;
  console.log(
    problem === '' ? `✓ ${title}` : `✗ ${title}\n  ${problem.trim().slice(0, 3000).replaceAll('\n', '\n  ')}`,
  );
}

async function step<T>(title: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = Date.now();
  console.log(`… ${title}`);
  const result = await work();
  console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

function checkPackagesSize(): void {
  const folder = must(['podman', 'image', 'mount', IMAGE]).trim();
  const bytes = Number(shell(`tar -C ${folder}/opt -c python | zstd -T0 -9 -q | wc -c`));
  must(['podman', 'image', 'unmount', IMAGE]);
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  check(
    `the packages have ${size} as a layer compressed with zstd -9`,
    bytes < MAX_LAYER_MB * 1e6 ? '' : `more than ${MAX_LAYER_MB} MB`,
  );
}

interface Layer {
  readonly mediaType: string;
  readonly size: number;
}

/** The layers of the image's manifest, as `format` compresses them for a registry. */
function layersIn(format: 'zstd' | 'gzip'): readonly Layer[] {
  const folder = mkdtempSync(join(tmpdir(), 'image-layers-'));
  try {
    const options = ['--quiet', '--format', 'oci', '--compress', '--compression-format', format];
    must(['podman', 'push', ...options, IMAGE, `dir:${folder}`]);
    return (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { layers: Layer[] }).layers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The image as executor/build/build-image.sh pushes it. */
function checkLayers(): void {
  const megabytes = (layers: readonly Layer[]) => layers.reduce((sum, { size }) => sum + size, 0) / 1e6;
  const [zstd, gzip] = [layersIn('zstd'), layersIn('gzip')];
  const types = [...new Set(zstd.map(({ mediaType }) => mediaType))];
  check(
    `every layer can be compressed with zstd: ${megabytes(zstd).toFixed(0)} MB, with gzip ${megabytes(gzip).toFixed(0)} MB`,
    types.join() === 'application/vnd.oci.image.layer.v1.tar+zstd' && zstd.length > 1 ? '' : types.join(', '),
  );
}

/** Runs programs under a supervisor in the image. */
function superviseInImage(
  environment: ContainerEnvironment,
  programs: Scenario['programs'],
  changes: Partial<Scenario['settings']> = {},
): ScenarioResult {
  // without Landlock a program reads world-readable files, which in the image are not secret
  const files = environment.landlock ? {} : { PUBLIC_FILE: '/job/secret' };
  const metadata = [TASK_METADATA, MACHINE_METADATA];
  const scenario: Scenario = {
    settings: { ...settings, ...IMAGE_SETTINGS, maxAttempts: MAX_ATTEMPTS, ...changes },
    limits,
    programs,
    changes: { ...files, METADATA: metadata },
  };
  writeFileSync(join(environment.checks, 'scenario.json'), JSON.stringify(scenario));
  const { stdout, stderr, status } = inImage(environment, ['node', '/checks/supervise.cjs', '/checks/scenario.json']);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || !last.startsWith('{'))
    throw new Error(`The supervisor in the image exited with ${status}: ${stdout}${stderr}`);
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

function checkConfinement(environment: ContainerEnvironment): void {
  const where = environment.landlock ? 'with Landlock' : 'without Landlock, as on Fargate';
  const everything = { name: 'uses every package', program: `PACKAGES = ${JSON.stringify(packages)}\n${EVERYTHING}` };
  const letters = { name: 'draws letters of many scripts', program: LETTERS };
  const { started, results } = superviseInImage(environment, [everything, letters, ...hostile, ...withVerdicts]);
  check(`the sandbox starts ${where} (${started.layers?.join(', ')})`, started.ok ? '' : String(started.reason));
  if (!started.ok) return;
  const resultOf = (name: string) => results.find((result) => result.name === name);
  const used = resultOf(everything.name);
  check(
    `the pruned packages import, fit and plot ${where}`,
    used?.stdout.endsWith('complete\n') && !used.failure && used.stderr === ''
      ? ''
      : `${used?.failure?.message} ${used?.stdout}${used?.stderr}`,
  );
  const drawn = resultOf(letters.name)?.stdout;
  check(
    `a font has each letter of the charts ${where}`,
    drawn === 'missing []\n' ? '' : JSON.stringify(resultOf(letters.name)),
  );
  const possible = environment.landlock ? [] : POSSIBLE_WITHOUT_LANDLOCK;
  const names = new Set(hostile.map(({ name }) => name).filter((name) => !possible.includes(name)));
  for (const [title, problem] of verdictsOf(results, where, names)) check(title, problem);
}

/** The control run: the same programs in the same container without the layers of the sandbox. */
function checkWithoutLayers(environment: ContainerEnvironment): void {
  const { results } = superviseInImage(environment, hostile, {
    unsafe: true,
    without: ['uid', 'landlock', 'seccomp', 'limits'],
  });
  const reached = results.filter(({ stdout }) => stdout.includes('REACHED')).map(({ name }) => name);
  const unreached = metadataAttacks
    .filter(({ name }) => !reached.includes(name))
    .map(({ name }) => `${name}: did not succeed`);
  const search = results.find(({ name }) => name === SEARCH.name);
  const sources = ['environment of', 'memory of', 'file ', TASK_METADATA, MACHINE_METADATA];
  const notFound = sources
    .filter((source) => !search?.stdout.includes(`FOUND ${source}`))
    .map((source) => `no canary found: ${source}`);
  check(
    `without the layers ${reached.length} of ${attacks.length + metadataAttacks.length} attacks succeed in the same container, and the search finds the canary in every place`,
    [...unreached, ...notFound, ...(reached.length < 20 ? ['too few succeed to prove anything'] : [])].join('\n'),
  );
}

async function main(): Promise<number> {
  const reason = installEngine();
  if (reason) {
    console.log(`\n!!! THE IMAGE WAS NOT TESTED: there is no container engine: ${reason}.\n`);
    console.log('Tests: 0 passed, 0 failed, 1 skipped');
    return process.argv.includes('--required') ? 1 : 0;
  }
  await step('base images', makeBaseImages);
  await step('executor/Dockerfile', buildImage);
  await step('size of the packages', checkPackagesSize);
  await step('layers of the image', checkLayers);
  const checks = mkdtempSync(join(tmpdir(), 'image-test-'));
  const network = await metadataNetwork();
  try {
    bundleSupervisor(join(checks, 'supervise.cjs'));
    const environment = { network: network.name, checks, landlock: true };
    check('every Python source is compiled', inImage(environment, ['sh', '-c', WITHOUT_PYC]).stdout);
    check('only /job is writable', inImage(environment, ['sh', '-c', WRITABLE]).stdout);
    const dumps = inImage(environment, ['sh', '-c', 'ulimit -S -c; ulimit -H -c']).stdout;
    check('core dumps are disabled', dumps === '0\n0\n' ? '' : dumps);
    const { stdout, stderr } = inImage(environment, []);
    check(
      'the command of the image starts the supervisor',
      `${stdout}${stderr}`.includes('JOB_ID is not set') ? '' : stdout + stderr,
    );
    await step('hostile programs', () => checkConfinement(environment));
    await step('hostile programs without Landlock', () => checkConfinement({ ...environment, landlock: false }));
    await step('control run', () => checkWithoutLayers(environment));
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
