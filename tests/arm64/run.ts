// Runs the seccomp filter, the probe and the hostile programs on Debian's arm64 kernel, in an emulated machine without
// acceleration: npm run nightly -- arm64. AWS runs the executor on arm64, and the other suites run on x86_64.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attacks } from '../sandbox/hostile';
import { bundleSupervisor, SEARCH, table, withVerdicts } from '../sandbox/hostile/run-under-supervisor';
import type { HostileProgram, Scenario, ScenarioResult } from '../sandbox/hostile/supervise';
import { POSSIBLE_WITHOUT_LANDLOCK, verdictsOf } from '../sandbox/hostile/verdicts';
import { limits, settings } from '../sandbox/support';
import { boot, installEmulator, type Machine, makeMachine } from './machine';

/** How much slower than this machine the emulated one may be. The limits of time are that much longer. */
const SLOWDOWN = 20;
/** Programs that one forkserver runs. Each start takes half a minute. */
const MAX_ATTEMPTS = 100;
/** The same modules as the kernel's own list, without Landlock: it is not expected on Fargate. */
const WITHOUT_LANDLOCK = 'lsm=lockdown,yama,integrity,apparmor';

const guest = { python: '/opt/python/bin/python3', sandboxDir: '/app/sandbox', workDir: '/job', uid: 20_777 };
const time = { wallSeconds: limits.wallSeconds * SLOWDOWN, cpuSeconds: limits.cpuSeconds * SLOWDOWN };
const hostile = [...table, SEARCH];

function scenario(programs: readonly HostileProgram[], changes: Partial<Scenario> = {}): Scenario {
  return {
    settings: { ...settings, ...guest, maxAttempts: MAX_ATTEMPTS, ...changes.settings },
    limits: { ...limits, ...time },
    programs,
    changes: changes.changes,
  };
}

const confined = [...hostile, ...withVerdicts];
const scenarios = {
  landlock: scenario(confined),
  // Without Landlock a program reads what everybody may read: in the image nothing of it is secret.
  uid: scenario(confined, { changes: { PUBLIC_FILE: '/job/secret' } }),
  control: scenario(hostile, {
    settings: { ...settings, ...guest, unsafe: true, without: ['uid', 'landlock', 'seccomp', 'limits'] },
  }),
};
type Name = keyof typeof scenarios;

let passed = 0;
let failed = 0;

function check(title: string, problem: string): void {
  if (problem === '') passed += 1;
  else failed += 1;
  console.log(problem === '' ? `✓ ${title}` : `✗ ${title}\n  ${problem.slice(0, 3000).replaceAll('\n', '\n  ')}`);
}

/** Boots the machine and runs scenarios. */
function runIn(machine: Machine, names: readonly Name[], parameters: readonly string[] = []): ScenarioResult[] {
  const began = Date.now();
  console.log(`… ${names.join(', ')}`);
  const lines = boot(machine, [`scenarios=${names.join(',')}`, ...parameters]);
  for (const line of lines.filter((text) => /^(machine|security modules|The )/.test(text))) console.log(`  ${line}`);
  console.log(`  ${Math.round((Date.now() - began) / 1000)} s`);
  const results = lines
    .filter((line) => line.startsWith('{"started"'))
    .map((line) => JSON.parse(line) as ScenarioResult);
  if (results.length !== names.length) throw new Error(`A scenario has no result:\n${lines.slice(-30).join('\n')}`);
  return results;
}

function judge({ started, results }: ScenarioResult, where: string, layers: RegExp, possible: readonly string[]): void {
  const has = started.layers?.join(', ') ?? '';
  check(`the probe passes ${where} (${has})`, started.ok && layers.test(has) ? '' : `${started.reason ?? ''} ${has}`);
  if (!started.ok) return;
  const names = new Set(hostile.map(({ name }) => name).filter((name) => !possible.includes(name)));
  for (const [title, problem] of verdictsOf(results, where, names, SLOWDOWN)) check(title, problem);
}

function main(): number {
  const reason = installEmulator();
  if (reason) {
    console.log(`!!! ARM64 WAS NOT TESTED: ${reason}.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'arm64-test-'));
  try {
    const bundle = join(folder, 'supervise.cjs');
    bundleSupervisor(bundle);
    const files = Object.entries(scenarios).map(([name, one]) => [`${name}/scenario.json`, JSON.stringify(one)]);
    const app = { ...Object.fromEntries(files), 'supervise.cjs': readFileSync(bundle, 'utf8') };
    console.log('… the packages of the machine');
    const machine = makeMachine(folder, app);
    const [landlock, control] = runIn(machine, ['landlock', 'control']) as [ScenarioResult, ScenarioResult];
    judge(landlock, 'on arm64 with Landlock', /^uid, seccomp, landlock:\d+, rlimits$/, []);
    const reached = control.results.filter(({ stdout }) => stdout.includes('REACHED'));
    check(
      `without the layers ${reached.length} of ${attacks.length} get there on arm64`,
      reached.length < 20 ? 'So few prove nothing.' : '',
    );
    const [uid] = runIn(machine, ['uid'], [WITHOUT_LANDLOCK]) as [ScenarioResult];
    judge(uid, 'on arm64 without Landlock, as on Fargate', /^uid, seccomp, rlimits$/, POSSIBLE_WITHOUT_LANDLOCK);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\nTests: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
