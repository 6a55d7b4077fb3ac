import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../local/setup/paths';
import type { Control } from './verdict';

const PRINTED = 2_000;

/** Runs a program outside, in an empty folder; it is ended after the time given. */
export async function runOutside(python: string, file: string, caches: string, limitSeconds: number): Promise<Control> {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
  const work = mkdtempSync(join(folder, 'work-'));
  const report = join(folder, 'report.json');
  const began = Date.now();
  const child = spawn(python, [join(__dirname, 'control.py'), join(root, 'executor/sandbox'), file, report], {
    cwd: work,
    env: {
      PATH: `${dirname(python)}:/usr/bin:/bin`,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      HOME: folder,
      TMPDIR: folder,
      MPLBACKEND: 'Agg',
      MPLCONFIGDIR: caches,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its processes end with it.
    detached: true,
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    printed = (printed + part).slice(-PRINTED);
  });
  let outOfTime = false;
  const end = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // they have ended
    }
  };
  const timer = setTimeout(() => {
    outOfTime = true;
    end();
  }, limitSeconds * 1000);
  const code = await new Promise((resolve) => child.once('exit', (status, signal) => resolve(status ?? signal)));
  clearTimeout(timer);
  end();
  try {
    const seconds = (Date.now() - began) / 1000;
    if (!existsSync(report)) {
      const error = outOfTime
        ? `longer than ${limitSeconds} s`
        : `ended with ${code}: ${printed.trim().split('\n').at(-1)}`;
      return { error, outOfTime, seconds, files: [], openFigures: 0 };
    }
    const { files, figures, error } = JSON.parse(readFileSync(report, 'utf8'));
    return { error, outOfTime, seconds, files, openFigures: figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
