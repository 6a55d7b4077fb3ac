import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOOD, superviseTable } from './hostile/supervisor';
import { MIB, openSandbox } from './support';

jest.setTimeout(120_000);

/** The memory of a task: less than the programs may take, so that it is the kernel that ends them. */
const TASK_BYTES = 700 * MIB;
const less = { memoryBytes: 4096 * MIB, wallSeconds: 20 };
const name = `sandbox-test-${process.pid}`;

/** A control group of its own with that much memory, by either version of them; undefined where none can be made. */
function makeGroup(): string | undefined {
  const versions: readonly (readonly [string, string])[] = [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ];
  for (const [above, limit] of versions) {
    const group = join(above, name);
    try {
      accessSync(above, constants.W_OK);
      mkdirSync(group);
      if (existsSync(join(group, limit))) {
        writeFileSync(join(group, limit), String(TASK_BYTES));
        return group;
      }
      rmdirSync(group);
    } catch {
      // not here
    }
  }
  return undefined;
}

const group = makeGroup();
if (!group) console.warn('Memory was not made to run out: no control group can be made here.');
afterAll(() => group && rmdirSync(group));

const LOWERED = "open('/proc/self/oom_score_adj', 'w').write('0')";
const programs = [
  { name: 'takes all memory of the task', program: "held = bytearray(b'x') * 3_000_000_000", less },
  {
    name: 'takes it by many processes, and is killed no earlier than others',
    program: `
import os, time
try: ${LOWERED}
except OSError: pass
for _ in range(40):
    if os.fork() == 0:
        held = bytearray(b'x') * 40_000_000
        time.sleep(15); os._exit(0)
time.sleep(2)
held = bytearray(b'x') * 400_000_000
time.sleep(15)`,
    less,
  },
  GOOD,
];

(group ? test : test.skip).each([
  ['as it is', {}],
  [
    'where a program may write to its own entry of /proc, for want of Landlock',
    { without: ['landlock'], unsafe: true },
  ],
])('when a task has no memory left, the kernel takes the program and not the supervisor (%s)', async (_, changes) => {
  const inGroup = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh'];
  const { results } = await superviseTable(inGroup, 0, changes, programs);
  expect(results.map(({ failure }) => failure?.kind)).toEqual(['out_of_memory', 'out_of_memory', undefined]);
  expect(results[0]?.failure?.message).toBe('The kernel killed the program, most likely because memory ran out.');
  expect(results[2]?.stdout).toBe('3\n');
});

test('programs go before their parent, and that before the supervisor', async () => {
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
