import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Each `npm start` writes its API address to a file here while it runs, named by its process id. */
const FOLDER = join(resolve(__dirname, '../..'), '.local/systems');

/** API address of `npm start` with its default port. */
export const DEFAULT_ADDRESS = 'http://127.0.0.1:4580';

/** Lets `npm run ask` find the system of this process. Returns a function that undoes it. */
export function publishAddress(apiUrl: string, folder = FOLDER, pid = process.pid): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(pid));
  writeFileSync(file, apiUrl);
  return () => rmSync(file, { force: true });
}

/** API address of the local system that was started last and still runs; of the default port if there is none. */
export function localAddress(folder = FOLDER): string {
  const [newest] = runningIn(folder).sort((a, b) => b.startedAt - a.startedAt);
  return newest?.apiUrl ?? DEFAULT_ADDRESS;
}

function runningIn(folder: string): { apiUrl: string; startedAt: number }[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const file = join(folder, name);
      return isRunning(Number(name))
        ? [{ apiUrl: readFileSync(file, 'utf8').trim(), startedAt: statSync(file).mtimeMs }]
        : [];
    });
  } catch {
    // There is no folder yet, or a system has just removed its file.
    return [];
  }
}

/** A system that was killed leaves its file. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
