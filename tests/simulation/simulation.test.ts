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
  return { status, output: stdout + stderr };
}

const simulate = (...options: string[]) => run('simulate.mjs', ...options);
const TOKEN_GUARD = 'job and launch form the client token of RunTask';

describe('the simulation', () => {
  it('keeps every promise in 150 runs', () => {
    const { status, output } = simulate('--runs', '150');
    expect(output).toContain('✓ 150 runs from seed 1: every promise kept');
    expect(status).toBe(0);
  });

  it('gives the same trace for the same seed', () => {
    const [first, second] = [simulate('--runs', '1', '--seed', '86'), simulate('--runs', '1', '--seed', '86')];
    expect(first.output.split('\n').length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  });

  it('prints the seed and trace of the first failure and replays it exactly', () => {
    const { status, output } = simulate('--runs', '100', '--flavour', 'repeats', '--without', TOKEN_GUARD);
    expect(status).toBe(1);
    expect(output).toMatch(/^✗ A launch of job \w+ has several tasks\.$/m);
    const seed = /^Replay it with: npm run simulate -- --runs 1 --seed (\d+)$/m.exec(output)?.[1] ?? '';
    expect(simulate('--runs', '1', '--seed', seed, '--without', TOKEN_GUARD)).toEqual({ status, output });
  });

  it('reports an unhandled rejection like a broken promise, with its seed', () => {
    const options = ['--flavour', 'failures', '--without', 'every promise is awaited'];
    const { status, output } = simulate('--runs', '100', ...options);
    expect(status).toBe(1);
    expect(output).toMatch(/^✗ Unhandled rejection: ServiceUnavailable/m);
    const seed = /^Replay it with: npm run simulate -- --runs 1 --seed (\d+)$/m.exec(output)?.[1] ?? '';
    expect(simulate('--runs', '1', '--seed', seed, ...options.slice(2))).toEqual({ status, output });
  });

  it('prints its usage or its guards for invalid options', () => {
    expect(simulate('--runs', 'many')).toMatchObject({ status: 2, output: expect.stringContaining('--seed N') });
    const { status, output } = simulate('--without', 'anything');
    expect(status).toBe(2);
    expect(output).toContain(TOKEN_GUARD);
  });
});

describe('the guards', () => {
  it('are needed: without each of them a promise is broken', () => {
    const pattern = 'client token|a lease that another|continues after the last report';
    const { status, output } = run('guards-check.mjs', '--runs', '100', '--only', pattern);
    expect(output).toContain('3 of 3 guards are needed');
    expect(status).toBe(0);
  });

  it('are reported when they are not needed', () => {
    const { status, output } = run('guards-check.mjs', '--runs', '1', '--only', 'generation.json is written once');
    expect(output).toContain('0 of 1 guards are needed');
    expect(status).toBe(1);
  });
});
