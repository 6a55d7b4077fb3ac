import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = readFileSync(join(__dirname, '../../../../executor/sandbox/confinement/syscalls.py'), 'utf8');
const table = new Map(
  [...source.matchAll(/'(\w+)': Numbers\((\d+|None), (\d+|None)\)/gm)].map(([, name = '', x86, arm]) => [
    name,
    [x86, arm].map((number) => (number === 'None' ? undefined : Number(number))),
  ]),
);

test('no two system calls have the same number on one architecture', () => {
  for (const architecture of [0, 1]) {
    const numbers = [...table.values()].map((pair) => pair[architecture]).filter((number) => number !== undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
  }
});

/** From asm/unistd_64.h and asm-generic/unistd.h. */
test.each([
  ['socket', 41, 198],
  ['socketpair', 53, 199],
  ['execve', 59, 221],
  ['ptrace', 101, 117],
  ['clone', 56, 220],
  ['clone3', 435, 435],
  ['memfd_create', 319, 279],
  ['io_uring_setup', 425, 425],
  ['process_vm_readv', 310, 270],
  ['prlimit64', 302, 261],
  ['setsid', 112, 157],
])('%s has its number on both architectures', (name, x86, arm) => {
  expect(table.get(name)).toEqual([x86, arm]);
});

test('numbers from 424 on, shared by the architectures since 2019, agree', () => {
  for (const [name, [x86, arm]] of table) {
    if (x86 !== undefined && x86 >= 424) expect([name, arm]).toEqual([name, x86]);
  }
});
