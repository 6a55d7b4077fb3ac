import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';

const root = join(__dirname, '../..');
const FOLDERS = ['analyst', 'events', 'functions', 'executor', 'lib', 'client', 'local', 'operations', 'bench'];

/** Runs dependency-cruiser on these folders with the project's rules. */
function cruise(folder: string, paths: string[]): ICruiseResult['summary'] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const text = execFileSync(process.execPath, [program, ...options, ...paths], { cwd: folder, maxBuffer: 1e9 });
  return (JSON.parse(text.toString()) as ICruiseResult).summary;
}

const violationsOf = ({ violations }: ICruiseResult['summary']) =>
  violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

describe('import rules', () => {
  it('hold for the product', () => {
    const summary = cruise(root, FOLDERS);
    expect(violationsOf(summary)).toEqual([]);
    // Without modules there are no violations either.
    expect(summary.totalCruised).toBeGreaterThan(100);
  });

  /** Forbidden imports, at least one per rule: importing file, imported module, violated rule. */
  const forbiddenImports: [string, string, string][] = [
    ['functions/a/offender.ts', 'local/thing', 'nothing-imports-local-tests-bench'],
    ['executor/supervisor/offender.ts', 'tests/fakes/thing', 'nothing-imports-local-tests-bench'],
    ['local/offender.ts', 'eval/thing', 'nothing-imports-eval'],
    ['operations/offender.ts', 'eval/thing', 'nothing-imports-eval'],
    ['bench/offender.ts', 'eval/thing', 'nothing-imports-eval'],
    ['analyst/offender.ts', 'functions/shared/domain/thing', 'analyst-imports-nothing-of-ours'],
    ['events/offender.ts', 'functions/shared/domain/thing', 'events-import-nothing-of-ours'],
    ['functions/shared/domain/offender.ts', 'functions/shared/thing/port', 'domain-imports-nothing-else'],
    ['functions/shared/domain/contract.ts', 'events/value', 'domain-imports-only-types-of-contracts'],
    ['functions/shared/b/port.ts', 'functions/shared/c/dynamodb', 'ports-import-only-domain-and-contracts'],
    ['functions/a/handler.ts', 'functions/shared/job-store/dynamodb', 'handlers-import-no-adapter'],
    ['functions/a/helper.ts', 'functions/shared/clients', 'handlers-import-no-adapter'],
    ['functions/a/neighbour.ts', 'functions/b/helper', 'functions-do-not-import-each-other'],
    ['functions/shared/offender.ts', 'functions/b/helper', 'shared-imports-no-function'],
    ['executor/supervisor/functions.ts', 'functions/shared/domain/thing', 'executor-imports-nothing-of-functions'],
    ['functions/a/aws.ts', 'lib/aws/thing', 'handlers-import-no-adapter'],
    ['functions/shared/d/port.ts', 'lib/aws/thing', 'ports-import-only-domain-and-contracts'],
    ['executor/supervisor/loop/aws.ts', 'lib/aws/thing', 'executor-reaches-aws-by-adapters'],
    ['lib/executor.ts', 'executor/supervisor/thing', 'lib-imports-no-code-that-uses-it'],
    ['lib/operations.ts', 'operations/thing', 'lib-imports-no-code-that-uses-it'],
    ['lib/offender.ts', 'functions/shared/domain/thing', 'lib-imports-no-code-that-uses-it'],
    ['lib/contracts.ts', 'events/value', 'lib-imports-only-types-of-contracts'],
    ['functions/a/executor.ts', 'executor/supervisor/thing', 'functions-import-no-executor-code'],
    ['client/a.ts', 'events/value', 'client-imports-only-types-of-contracts'],
    ['client/b.ts', 'client/cli/thing', 'client-imports-only-types-of-contracts'],
    ['client/cli/a.ts', 'functions/shared/thing', 'command-line-and-page-import-only-the-client'],
    ['client/page/server/a.ts', 'functions/shared/thing', 'command-line-and-page-import-only-the-client'],
    ['client/page/browser/a.ts', 'client/page/server/thing', 'page-runs-in-a-browser'],
  ];

  it('reject each forbidden import under its rule', () => {
    const folder = mkdtempSync(join(root, '.import-rules-'));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    try {
      cpSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
      for (const [from, to] of forbiddenImports) {
        write(`${to}.ts`, 'export const value = 1;\n');
        const up = '../'.repeat(from.split('/').length - 1);
        write(from, `import { value } from '${up}${to}';\nexport const copy = value;\n`);
      }
      const violations = violationsOf(cruise(folder, FOLDERS));
      for (const [from, to, rule] of forbiddenImports) expect(violations).toContain(`${rule}: ${from} → ${to}.ts`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
