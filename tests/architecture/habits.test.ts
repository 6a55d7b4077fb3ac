import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { root } from '../../local/setup/paths';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts, engines } = JSON.parse(textOf('package.json')) as {
  scripts: Record<string, string>;
  engines: Record<string, string>;
};

const forms = readdirSync(join(root, '.github'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yml'))
  .map((name) => `.github/${name}`);

describe('.github', () => {
  it.each(forms)('%s is YAML', (path) => {
    const { errors, warnings } = parseDocument(textOf(path));
    expect([...errors, ...warnings]).toEqual([]);
  });

  it('has a workflow that runs .ci/run, with the permission to read only', () => {
    const { jobs, permissions } = parse(textOf('.github/workflows/ci.yml')) as {
      jobs: Record<string, { steps: readonly { run?: string; with?: Record<string, unknown> }[] }>;
      permissions: unknown;
    };
    expect(permissions).toEqual({ contents: 'read' });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands).toEqual(['.ci/run']);
    for (const command of commands) expect(existsSync(join(root, command))).toBe(true);
    expect(steps.map((step) => step.with?.['node-version-file']).filter(Boolean)).toEqual(['package.json']);
    expect(engines.node).toMatch(/^>=\d+$/);
  });

  it('updates dependencies of every kind, where their files are', () => {
    const { updates } = parse(textOf('.github/dependabot.yml')) as {
      updates: readonly { 'package-ecosystem': string; directory: string; groups: object }[];
    };
    const files: Readonly<Record<string, RegExp>> = {
      npm: /^package-lock\.json$/,
      pip: /^\w+\.(txt|in)$/,
      'github-actions': /^\.github$/,
      docker: /^Dockerfile$/,
    };
    expect(new Set(updates.map((update) => update['package-ecosystem']))).toEqual(new Set(Object.keys(files)));
    for (const { 'package-ecosystem': kind, directory, groups } of updates) {
      expect(readdirSync(join(root, directory)).some((name) => files[kind]?.test(name))).toBe(true);
      expect(Object.keys(groups)).not.toEqual([]);
    }
  });

  it('sends reports of vulnerabilities to SECURITY.md, which names the threat model', () => {
    expect(textOf('.github/ISSUE_TEMPLATE/config.yml')).toContain('SECURITY.md');
    expect(textOf('SECURITY.md')).toContain('(docs/security.md)');
  });
});

describe('CONTRIBUTING.md', () => {
  const page = textOf('CONTRIBUTING.md');

  it('names commands that exist', () => {
    const names = [...page.matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names files that exist', () => {
    const paths = [...page.matchAll(/[`(]([\w.-]+(?:\/[\w.-]+)+\/?)[`) ]/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the suites that run alone', () => {
  it('exist, each with its reason', () => {
    const script = `import('./tests/run/parts.mjs').then(({ ALONE }) => process.stdout.write(JSON.stringify(ALONE)))`;
    const text = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    const suites = Object.entries(JSON.parse(text) as Record<string, string>);
    expect(suites.length).toBeGreaterThan(0);
    expect(suites.filter(([path, reason]) => !existsSync(join(root, `${path}.test.ts`)) || !reason)).toEqual([]);
  });
});

describe('.ci/run', () => {
  const stages = [...textOf('.ci/run').matchAll(/^stage '([^']+)' (\d+) (.+)$/gm)];

  it('takes at most 40 minutes by the budgets of its stages', () => {
    expect(stages.length).toBeGreaterThan(10);
    expect(stages.reduce((sum, [, , budget]) => sum + Number(budget), 0)).toBeLessThanOrEqual(2400);
  });

  it('gives npm test four minutes, and runs every other test after it', () => {
    const tests = stages
      .map(([, , budget, command]) => [command, Number(budget)])
      .filter(([command]) => /\btest\b/.test(`${command}`));
    expect(tests.slice(0, 2)).toEqual([
      ['npm test', 240],
      ['npm run test:all -- --skip-fast', 980],
    ]);
  });
});
