import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

jest.setTimeout(300_000);

function run(script: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('tests/simulation', script), ...options], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { status, printed: stdout + stderr };
}

const simulate = (...options: string[]) => run('simulate.mjs', ...options);
const TOKEN = 'job and launch are the client token of RunTask';

describe('the simulation', () => {
  it('keeps every promise in a number of runs', () => {
    const { status, printed } = simulate('--runs', '150');
    expect(printed).toContain('✓ 150 runs from seed 1: every promise kept');
    expect(status).toBe(0);
  });

  it('does the same again for the same seed', () => {
    const [first, second] = [simulate('--runs', '1', '--seed', '86'), simulate('--runs', '1', '--seed', '86')];
    expect(first.printed.split('\n').length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  });

  it('prints seed and trace of the first failure, and replays it exactly', () => {
    const { status, printed } = simulate('--runs', '100', '--flavour', 'repeats', '--without', TOKEN);
    expect(status).toBe(1);
    expect(printed).toMatch(/^✗ A launch of job \w+ has several tasks\.$/m);
    const seed = /^Replay it with: npm run simulate -- --runs 1 --seed (\d+)$/m.exec(printed)?.[1] ?? '';
    expect(simulate('--runs', '1', '--seed', seed, '--without', TOKEN)).toEqual({ status, printed });
  });

  it('fails with its seed, as a broken promise does, when a promise rejects that nobody awaits', () => {
    const options = ['--flavour', 'failures', '--without', 'what is begun is awaited'];
    const { status, printed } = simulate('--runs', '100', ...options);
    expect(status).toBe(1);
    expect(printed).toMatch(/^✗ A promise that nobody awaits rejected: ServiceUnavailable/m);
    const seed = /^Replay it with: npm run simulate -- --runs 1 --seed (\d+)$/m.exec(printed)?.[1] ?? '';
    expect(simulate('--runs', '1', '--seed', seed, ...options.slice(2))).toEqual({ status, printed });
  });

  it('says what it can be told when it is told something else', () => {
    expect(simulate('--runs', 'many')).toMatchObject({ status: 2, printed: expect.stringContaining('--seed N') });
    const { status, printed } = simulate('--without', 'anything');
    expect(status).toBe(2);
    expect(printed).toContain(TOKEN);
  });
});

describe('the guards', () => {
  it('are needed: without them a promise is broken', () => {
    const some = 'client token|a lease that another|begins where the reports end';
    const { status, printed } = run('guards-check.mjs', '--runs', '100', '--only', some);
    expect(printed).toContain('3 of 3 guards are needed');
    expect(status).toBe(0);
  });

  it('would be noticed if one was not', () => {
    const { status, printed } = run('guards-check.mjs', '--runs', '1', '--only', 'generation.json is written once');
    expect(printed).toContain('0 of 1 guards are needed');
    expect(status).toBe(1);
  });
});
