import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { QueryResult, QueryService, RunLimits, RunResult } from '../../executor/supervisor/ports';
import { createSandbox, type SandboxSettings } from '../../executor/supervisor/sandbox';

export const MIB = 1024 * 1024;
export const project = resolve(__dirname, '../..');

export const settings: SandboxSettings = {
  python: join(project, '.local/python/executor/bin/python'),
  sandboxDir: join(project, 'executor/sandbox'),
  workDir: '',
  uid: 20001,
  unsafe: false,
  maxAttempts: 20,
};

export const limits: RunLimits = {
  wallSeconds: 30,
  cpuSeconds: 60,
  processors: 2,
  memoryBytes: 1024 * MIB,
  processes: 64,
  diskBytes: 300 * MIB,
  inodes: 2_000,
  printedBytes: 5 * MIB,
  outputFiles: 50,
  outputBytes: 50 * MIB,
};

export const noWarehouse: QueryService = async () => ({ ok: false, kind: 'refused', message: 'no warehouse' });

/** A query result of one page. */
export function rows(columns: readonly (readonly [string, string])[], csv: string): QueryResult {
  return {
    ok: true,
    columns: columns.map(([name, type]) => ({ name, type })),
    pages: [Buffer.from(csv)],
    rows: csv.split('\n').length - 1,
    truncated: false,
  };
}

export interface OpenSandbox {
  readonly sandbox: ReturnType<typeof createSandbox>;
  readonly layers: readonly string[];
  run(program: string, changes?: Partial<RunLimits>, query?: QueryService): Promise<RunResult>;
  close(): Promise<void>;
}

/** A started sandbox in a separate folder. Rejects if it is refused. */
export async function openSandbox(changes: Partial<SandboxSettings> = {}): Promise<OpenSandbox> {
  const workDir = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const sandbox = createSandbox({ ...settings, workDir, ...changes });
  const started = await sandbox.start();
  const close = async () => {
    await sandbox.stop();
    rmSync(workDir, { recursive: true, force: true });
  };
  if (!started.ok) {
    await close();
    throw new Error(started.reason);
  }
  return {
    sandbox,
    layers: started.layers,
    run: (program, changes = {}, query = noWarehouse) => sandbox.run(program, { ...limits, ...changes }, query),
    close,
  };
}
