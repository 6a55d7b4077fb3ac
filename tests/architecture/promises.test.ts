import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const violations = 'tests/architecture/promises/violations.ts';

jest.setTimeout(300_000);

function node(...parameters: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  expect(stderr).toBe('');
  return stdout;
}

interface Finding {
  readonly ruleId: string | null;
  readonly message: string;
  readonly line: number;
}

describe('the lint rules for promises', () => {
  it('report each violation and nothing else', () => {
    const output = node('node_modules/eslint/bin/eslint.js', '--no-ignore', '--format', 'json', violations);
    const [{ messages }] = JSON.parse(output) as [{ messages: Finding[] }];
    const findings = messages.map(({ line, ruleId, message }) => `${line}: ${ruleId?.split('/').at(-1) ?? message}`);
    const expected = readFileSync(join(root, violations), 'utf8')
      .split('\n')
      .flatMap((text, index) => {
        const rule = /; \/\/ ([a-z-]+)$/.exec(text)?.[1];
        return rule ? [`${index + 1}: ${rule}`] : [];
      });
    expect(findings).toEqual(expected);
    expect(new Set(expected.map((line) => line.split(' ')[1])).size).toBe(4);
  });

  it('apply to all code but the violations', () => {
    const script = `
      const { ESLint } = require('eslint');
      const { readdirSync } = require('node:fs');
      const eslint = new ESLint();
      (async () => {
        const sources = readdirSync('.', { recursive: true }).filter((file) => /\\.(ts|mjs|cjs)$/.test(file));
        const files = sources.filter((file) => !/(^|\\/)(node_modules|dist|results|\\.[^/]+)\\//.test(file));
        const ignored = [];
        for (const file of files) if (await eslint.isPathIgnored(file)) ignored.push(file);
        const { rules } = await eslint.calculateConfigForFile('functions/generate-code/generation.ts');
        process.stdout.write(JSON.stringify({ count: files.length, ignored, rules: Object.values(rules).map(([severity]) => severity) }));
      })();`;
    expect(JSON.parse(node('-e', script))).toEqual({
      count: expect.any(Number),
      ignored: [violations],
      rules: [2, 2, 2, 2],
    });
  });

  it('are checked by npm test', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts.test).toContain('node tests/run/index.mjs');
    expect(readFileSync(join(root, 'tests/run/parts.mjs'), 'utf8')).toContain("['eslint', '.']");
  });
});
