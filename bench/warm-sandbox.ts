import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { machines } from '../events';
import { redshiftWarehouse } from '../executor/supervisor/aws/warehouse';
import { systemClock } from '../executor/supervisor/loop/clock';
import { queryLimits, runLimits } from '../executor/supervisor/loop/limits';
import { createSandbox } from '../executor/supervisor/sandbox';
import { openQueries } from '../executor/supervisor/warehouse/query-service';
import { newWorkFolder } from '../local/endpoints/ecs/task-folders';
import { openLocalWarehouse } from '../local/endpoints/local-warehouse';
import { pythonOf, root } from '../local/setup/paths';

export const SIZE = 'small' satisfies keyof typeof machines;

/** Milliseconds of each program in the warm sandbox, from "run this" to the result in hand. */
export async function runWarm(programs: readonly string[]): Promise<number[]> {
  const folder = newWorkFolder();
  const warehouse = await openLocalWarehouse(join(root, 'input'), folder);
  const settings = { python: pythonOf('executor'), sandboxDir: join(root, 'executor/sandbox') };
  const sandbox = createSandbox({
    ...{ ...settings, workDir: join(folder, 'work'), uid: 20001, unsafe: false },
    maxAttempts: programs.length + 1,
  });
  try {
    const started = await sandbox.start();
    if (!started.ok) throw new Error(started.reason);
    await sandbox.preloaded();
    const target = { ...warehouse.settings, jobId: 'bench', launch: 1 };
    const redshift = redshiftWarehouse(warehouse.client, target, systemClock);
    const took: number[] = [];
    for (const program of ['pass', ...programs]) {
      const session = openQueries(redshift, queryLimits(SIZE), systemClock);
      const limits = runLimits(SIZE, { timeoutSeconds: 300, maxAttempts: 1 }, 3600);
      const began = performance.now();
      const { failure } = await sandbox.run(program, limits, session.query);
      took.push(performance.now() - began);
      session.close();
      if (failure) throw new Error(failure.message);
    }
    return took.slice(1);
  } finally {
    await sandbox.stop();
    await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
