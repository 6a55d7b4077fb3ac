import { join } from 'node:path';
import { root } from '../../../local/paths';
import { programOf, UsageError } from '../../../local/sandbox/arguments';
import { checkMachine } from '../../../local/sandbox/machine';

const FILE = 'local/sandbox/machine.py';
const held = () => false;

it('takes the file, and says the rest itself', () => {
  expect(programOf([FILE], held)).toMatchObject({
    program: expect.stringContaining('layers.select_layers'),
    dataFolder: join(root, 'input'),
    resultsFolder: expect.stringMatching(/results\/sandbox-\d{4}-/),
    size: 'small',
    timeoutSeconds: 300,
    unsafe: false,
  });
});

it('takes what is said', () => {
  const args = [FILE, '--data', 'tests', '--size', 'large', '--timeout', '7'];
  expect(programOf(args, held)).toMatchObject({ dataFolder: join(root, 'tests'), size: 'large', timeoutSeconds: 7 });
  expect(programOf(['--help'], held)).toBeUndefined();
});

it.each([
  [[], 'Give the file'],
  [[FILE, FILE], 'Give the file of one'],
  [['nowhere.py'], 'There is no file'],
  [['local'], 'There is no file'],
  [[FILE, '--data', FILE], 'There is no folder'],
  [[FILE, '--size', 'toString'], 'no size toString'],
  [[FILE, '--timeout', '0'], 'from 1 to 3600, not 0'],
  [[FILE, '--timeout', 'soon'], 'not soon'],
  [[FILE, '--frobnicate'], "Unknown option '--frobnicate'"],
])('refuses %j', (args, reason) => {
  const refused = () => programOf(args, held);
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow(reason);
});

describe('a machine on which layers are missing', () => {
  const weak = { layers: ['seccomp', 'rlimits'], missing: 'Programs need seccomp and Landlock. Here: no Landlock.' };

  it('is refused with what it lacks, and with the ways out', () => {
    expect(() => checkMachine('none', weak)).toThrow(
      /Here: no Landlock\.[\s\S]*leave out --model[\s\S]*container[\s\S]*--unsafe-sandbox/,
    );
  });

  it.each([
    ['analyst', /^seccomp, rlimits; only programs of the offline analyst run here\. .*Here: no Landlock\.$/],
    ['all', /^unsafe: programs are confined by seccomp, rlimits only\. .*Here: no Landlock\.$/],
  ] as const)('is taken for the programs of %s, and a line says what confines them', (allowed, line) => {
    expect(checkMachine(allowed, weak)).toMatch(line);
  });

  it.each(['analyst', 'all', 'none'] as const)('is not said of one that lacks nothing (%s)', (allowed) => {
    expect(checkMachine(allowed, { layers: ['uid', 'seccomp'], missing: null })).toBe('uid, seccomp');
  });
});
