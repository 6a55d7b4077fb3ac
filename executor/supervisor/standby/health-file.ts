import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../ports';

/** The health check of the container looks for this file, see template.yaml. Programs cannot write to its folder. */
export const HEALTH_FILE = 'healthy';

/** The sandbox, which writes the file when its libraries are loaded. It starts once, however often it is asked to. */
export function withHealthFile(sandbox: Sandbox, workDir: string): Sandbox {
  const file = join(workDir, HEALTH_FILE);
  let started: ReturnType<Sandbox['start']> | undefined;
  const startAndWrite = async () => {
    const result = await sandbox.start();
    if (result.ok) await writeFile(file, '');
    return result;
  };
  return {
    start() {
      if (started) return started;
      const start = startAndWrite();
      start.catch(() => undefined);
      started = start;
      return start;
    },
    addEarlierFile: (earlier, content) => sandbox.addEarlierFile(earlier, content),
    run: (...parameters) => sandbox.run(...parameters),
    output: () => sandbox.output(),
    async stop() {
      await rm(file, { force: true });
      await sandbox.stop();
    },
  };
}
