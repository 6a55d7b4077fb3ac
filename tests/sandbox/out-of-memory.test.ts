import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENIGN, runUnderSupervisor } from './hostile/run-under-supervisor';
import { MIB, openSandbox } from './support';

jest.setTimeout(120_000);

/** The memory of a task: less than the programs' limit, so that the kernel kills them first. */
const TASK_BYTES = 700 * MIB;
const limits = { memoryBytes: 4096 * MIB, wallSeconds: 20 };
const name = `sandbox-test-${process.pid}`;

/** A separate control group with that much memory, of version 1 or 2; undefined if it cannot be created. */
function makeGroup(): string | undefined {
  const versions: readonly (readonly [string, string])[] = [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ];
  for (const [parent, limit] of versions) {
    const group = join(parent, name);
    try {
      accessSync(parent, constants.W_OK);
      mkdirSync(group);
      if (existsSync(join(group, limit))) {
        writeFileSync(join(group, limit), String(TASK_BYTES));
        return group;
      }
      rmdirSync(group);
    } catch {
      // this version is not mounted, or not writable
    }
  }
  return undefined;
}

const group = makeGroup();
if (!group) console.warn('Skipped: no control group can be created here.');
afterAll(() => group && rmdirSync(group));

const LOWER_SCORE = "open('/proc/self/oom_score_adj', 'w').write('0')";
const programs = [
  { name: 'takes all memory of the task', program: "data = bytearray(b'x') * 3_000_000_000", limits },
  {
    name: 'takes it with many processes, after lowering its oom_score_adj',
    program: `
import os, time
try: ${LOWER_SCORE}
except OSError: pass
for _ in range(40):
    if os.fork() == 0:
        data = bytearray(b'x') * 40_000_000
        time.sleep(15); os._exit(0)
time.sleep(2)
data = bytearray(b'x') * 400_000_000
time.sleep(15)`,
    limits,
  },
  BENIGN,
];

(group ? test : test.skip).each([
  ['with all layers', {}],
  ['without Landlock, so that a program can write to its own /proc', { without: ['landlock'], unsafe: true }],
])('when a task runs out of memory, the kernel kills the program and not the supervisor (%s)', async (_, changes) => {
  const inGroup = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh'];
  const { results } = await runUnderSupervisor(inGroup, 0, changes, programs);
  expect(results.map(({ failure }) => failure?.kind)).toEqual(['out_of_memory', 'out_of_memory', undefined]);
  expect(results[0]?.failure?.message).toBe('The kernel killed the program, most likely because memory ran out.');
  expect(results[2]?.stdout).toBe('3\n');
});

test('the kernel kills programs before the forkserver, and that before the supervisor', async () => {
  if (process.platform !== 'linux') return;
  const score = (pid: number | string) => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));
  const { run, close } = await openSandbox();
  const { stdout } = await run("import os; print(open('/proc/self/oom_score_adj').read().strip(), os.getppid())");
  const [own, parent = ''] = stdout.trim().split(' ');
  const scores = [Number(own), score(parent), score(process.pid)];
  await close();
  expect(scores).toEqual([1000, 500, expect.any(Number)]);
  expect(scores[2]).toBeLessThan(500);
});
