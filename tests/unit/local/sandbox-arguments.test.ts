import { join } from 'node:path';
import { root } from '../../../local/paths';
import { programOf, UsageError } from '../../../local/sandbox/arguments';
import { checkMachine } from '../../../local/sandbox/machine';

const FILE = 'local/sandbox/machine.py';
const held = () => false;

it('takes the file, and says the rest itself', () => {
  expect(programOf([FILE], held)).toMatchObject({
    program: expect.stringContaining('layers.choose'),
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

describe('a machine that cannot hold programs', () => {
  const missing = () => 'Programs need seccomp. Here: no seccomp.';

  it('is refused with what it lacks, and with what to say when it has to be', () => {
    expect(() => checkMachine(false, missing)).toThrow(/Here: no seccomp\.[\s\S]*--unsafe-sandbox/);
  });

  it('is taken when that was said', () => {
    expect(() => checkMachine(true, missing)).not.toThrow();
  });

  it('is not refused when it lacks nothing', () => {
    expect(() => checkMachine(false, () => undefined)).not.toThrow();
  });
});
