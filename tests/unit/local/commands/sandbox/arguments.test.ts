import { join } from 'node:path';
import { parseArguments, UsageError } from '../../../../../local/commands/sandbox/arguments';
import { checkConfinement } from '../../../../../local/commands/shared/confinement';
import { root } from '../../../../../local/setup/paths';

const FILE = 'local/commands/shared/confinement.py';
const confined = () => false;

it('takes a file and has defaults for all options', () => {
  expect(parseArguments([FILE], confined)).toMatchObject({
    program: expect.stringContaining('layers.select_layers'),
    dataFolder: join(root, 'input'),
    resultsFolder: expect.stringMatching(/results\/sandbox-\d{4}-/),
    size: 'small',
    timeoutSeconds: 300,
    unsafe: false,
  });
});

it('takes options', () => {
  const args = [FILE, '--data', 'tests', '--size', 'large', '--timeout', '7'];
  expect(parseArguments(args, confined)).toMatchObject({
    dataFolder: join(root, 'tests'),
    size: 'large',
    timeoutSeconds: 7,
  });
  expect(parseArguments(['--help'], confined)).toBeUndefined();
});

it.each([
  [[], 'Give exactly one file'],
  [[FILE, FILE], 'Give exactly one file'],
  [['nowhere.py'], 'does not exist'],
  [['local'], 'does not exist'],
  [[FILE, '--data', FILE], 'does not exist'],
  [[FILE, '--size', 'toString'], 'got "toString"'],
  [[FILE, '--timeout', '0'], 'from 1 to 3600 (got "0")'],
  [[FILE, '--timeout', 'soon'], 'got "soon"'],
  [[FILE, '--frobnicate'], "Unknown option '--frobnicate'"],
])('refuses %j', (args, reason) => {
  const refused = () => parseArguments(args, confined);
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow(reason);
});

describe('a machine on which layers are missing', () => {
  const weak = { layers: ['seccomp', 'rlimits'], missing: 'Programs need seccomp and Landlock. Here: no Landlock.' };

  it('is rejected with the missing layers and the alternatives', () => {
    expect(() => checkConfinement('none', weak)).toThrow(
      /Here: no Landlock\.[\s\S]*Leave out --model[\s\S]*container[\s\S]*--unsafe-sandbox/,
    );
  });

  it.each([
    ['analyst', /^seccomp, rlimits; only the offline analyst's programs run here\. .*Here: no Landlock\.$/],
    ['all', /^unsafe: programs are confined by seccomp, rlimits only\. .*Here: no Landlock\.$/],
  ] as const)('is accepted for the programs of %s, with a line about their confinement', (allowed, line) => {
    expect(checkConfinement(allowed, weak)).toMatch(line);
  });

  it.each(['analyst', 'all', 'none'] as const)('is not reported if nothing is missing (%s)', (allowed) => {
    expect(checkConfinement(allowed, { layers: ['uid', 'seccomp'], missing: null })).toBe('uid, seccomp');
  });
});
