/**
 * Runs third-party example programs inside and outside the sandbox and compares the results. Exits with 1 when one fails
 * only inside, or when a file or figure is not delivered.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { runLimits } from '../../executor/supervisor/loop/limits';
import type { QueryService, Sandbox } from '../../executor/supervisor/ports';
import { createSandbox } from '../../executor/supervisor/sandbox';
import { newWorkFolder } from '../../local/endpoints/ecs/task-folders';
import { pythonOf, root } from '../../local/setup/paths';
import { fetchArchives } from './archives';
import { runOutside } from './control';
import { judge, KINDS, type Outcome, type Verdict } from './verdict';

interface Program {
  readonly source: string;
  readonly name: string;
  readonly file: string;
}

type Compared = Program & Verdict & { readonly inside: Outcome; readonly outside: Outcome };

const usage = `Usage: npm run gallery -- [options]

Runs example programs of scikit-learn, matplotlib, seaborn and statsmodels, and docstrings of pandas and scipy, inside and
outside the sandbox. Downloads the sources of the first four to .local/gallery.

  --programs <n>  number of programs over all sources (default: 60)
  --seed <n>      seed of the selection (default: 1)
  --name <text>   run all programs with this text in their names instead
  --timeout <n>   time limit of a program in seconds, inside and outside (default: 60)
`;

const UID = 20_001;
const noWarehouse: QueryService = async () => ({ ok: false, kind: 'refused', message: 'There is no warehouse here.' });

async function runInside(sandbox: Sandbox, file: string, limitSeconds: number): Promise<Outcome> {
  const limits = runLimits('small', { timeoutSeconds: limitSeconds, maxAttempts: 1 }, Number.POSITIVE_INFINITY);
  const began = Date.now();
  const { failure, error, outputs } = await sandbox.run(readFileSync(file, 'utf8'), limits, noWarehouse);
  const lastLine = error?.traceback.trim().split('\n').at(-1) || failure?.message;
  return {
    error: failure && `${failure.kind}: ${lastLine}`,
    outOfTime: failure?.kind === 'out_of_time' || (failure?.kind === 'over_limit' && /CPU time/.test(failure.message)),
    seconds: (Date.now() - began) / 1000,
    files: outputs.map(({ name }) => name),
  };
}

async function compare(sandbox: Sandbox, program: Program, caches: string, limitSeconds: number): Promise<Compared> {
  const python = pythonOf('executor');
  // Side by side: each keeps one processor busy, more or less.
  const [inside, outside] = await Promise.all([
    runInside(sandbox, program.file, limitSeconds),
    runOutside(python, program.file, caches, limitSeconds),
  ]);
  return { ...program, ...judge(inside, outside, limitSeconds), inside, outside };
}

function print({ source, name, kind, lost, inside, outside }: Compared): void {
  const times = `${inside.seconds.toFixed(1)} s inside, ${outside.seconds.toFixed(1)} s outside`;
  console.log(`${kind.padEnd(13)} ${source}: ${name} (${times})`);
  if (inside.error) console.log(`    inside: ${inside.error}`);
  if (outside.error) console.log(`    outside: ${outside.error}`);
  for (const one of lost) console.log(`    not delivered: ${one}`);
}

function showTable(all: readonly Compared[]): void {
  const line = (name: string, of: readonly Compared[]) => ({
    source: name,
    run: of.length,
    ...Object.fromEntries(KINDS.map((kind) => [kind, of.filter((one) => one.kind === kind).length])),
    'not delivered': of.reduce((sum, { lost }) => sum + lost.length, 0),
  });
  const sources = [...new Set(all.map(({ source }) => source))];
  const lines = sources.map((source) =>
    line(
      source,
      all.filter((one) => one.source === source),
    ),
  );
  console.table([...lines, line('together', all)]);
}

async function choose(programs: number, seed: number, name: string | undefined, folder: string): Promise<Program[]> {
  const archives = join(root, '.local/gallery/archives');
  const python = pythonOf('executor');
  await fetchArchives(python, archives);
  const command = [
    join(__dirname, 'programs.py'),
    archives,
    folder,
    String(programs),
    String(seed),
    ...(name ? [name] : []),
  ];
  const { stdout } = await promisify(execFile)(python, command, { maxBuffer: 64 * 1024 * 1024, cwd: folder });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"source"'));
  return lines.map((line) => JSON.parse(line) as Program);
}

const wholeNumber = (text: string, name: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`--${name} must be a whole number (got "${text}").`);
  return Number(text);
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      programs: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      timeout: { type: 'string', default: '60' },
      name: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [programs, seed] = [wholeNumber(values.programs, 'programs'), wholeNumber(values.seed, 'seed')];
  const limitSeconds = wholeNumber(values.timeout, 'timeout');
  const caches = join(root, '.local/gallery/caches');
  const results = join(root, `results/gallery-${values.name?.replace(/\W/g, '-') ?? `${programs}-${seed}`}.jsonl`);
  for (const folder of [caches, join(root, 'results')]) mkdirSync(folder, { recursive: true });
  writeFileSync(results, '');
  const folder = newWorkFolder();
  const sandbox = createSandbox({
    python: pythonOf('executor'),
    sandboxDir: join(root, 'executor/sandbox'),
    workDir: join(folder, 'sandbox'),
    uid: UID,
    unsafe: false,
    maxAttempts: 20,
  });
  try {
    const chosen = await choose(programs, seed, values.name, folder);
    const started = await sandbox.start();
    if (!started.ok) throw new Error(`The sandbox did not start: ${started.reason}`);
    const all: Compared[] = [];
    for (const program of chosen) {
      const compared = await compare(sandbox, program, caches, limitSeconds);
      const { file: _, ...line } = compared;
      appendFileSync(results, `${JSON.stringify(line)}\n`);
      print(compared);
      all.push(compared);
    }
    showTable(all);
    console.log(`Each of them: ${relative(process.cwd(), results)}`);
    return all.some(({ kind, lost }) => kind === 'fails inside' || lost.length > 0) ? 1 : 0;
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`✗ ${error.message}`);
    process.exit(2);
  },
);
