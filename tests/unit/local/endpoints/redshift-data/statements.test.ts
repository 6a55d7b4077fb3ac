import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Statements } from '../../../../../local/endpoints/redshift-data/statements';

const results = mkdtempSync(join(tmpdir(), 'statements-test-'));
afterAll(() => rmSync(results, { recursive: true }));

/** A warehouse where `select n` has a result of n bytes, and `select 0` never ends. */
const warehouse = {
  results,
  cancel: () => undefined,
  run: ({ id, sql }: { id: string; sql: string }, progress: (message: never) => void) => {
    const size = Number(sql.replace('select ', ''));
    if (size === 0) return;
    writeFileSync(join(results, `${id}.csv`), 'x'.repeat(size));
    progress({ status: 'FINISHED', nanoseconds: 1, rows: 1, size, offsets: [0, size], columns: [] } as never);
  },
};
const submit = (statements: Statements, size: number, ClientToken?: string) =>
  statements.submit('owner', { Sql: `select ${size}`, ResultFormat: 'CSV', ClientToken } as never);

it('keeps results up to a limit, and removes the oldest with their files', () => {
  const statements = new Statements(warehouse, 100);
  const [first, running, second, third] = [60, 0, 30, 30].map((size) => submit(statements, size));
  if (!first || !running || !second || !third) throw new Error('four were submitted');
  expect([first, running, second, third].map(({ id }) => statements.get(id)?.id)).toEqual([
    undefined,
    running.id,
    second.id,
    third.id,
  ]);
  expect([first, second, third].map((one) => existsSync(statements.fileOf(one)))).toEqual([false, true, true]);
});

it('keeps the latest result whatever its size', () => {
  const statements = new Statements(warehouse, 100);
  const large = submit(statements, 500);
  expect(statements.get(large.id)?.result?.size).toBe(500);
  submit(statements, 10);
  expect(statements.get(large.id)).toBeUndefined();
});

it('repeats a statement with the same client token only if its result was removed', () => {
  const statements = new Statements(warehouse, 100);
  const first = submit(statements, 90, 'token');
  expect(submit(statements, 90, 'token').id).toBe(first.id);
  submit(statements, 90);
  expect(submit(statements, 90, 'token').id).not.toBe(first.id);
});
