import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs that stand for others while each test of a file runs, in a folder of its own. */
export function standIns(prefix: string) {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), prefix));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const inFolder = (name: string): string => join(folder, name);
  return {
    inFolder,

    /** A program that notes its arguments, and answers as `cases` of the shell say. */
    standIn(name: string, cases: string): string {
      const note = `echo "${name} $*" >> '${inFolder('calls')}'`;
      writeFileSync(inFolder(name), `#!/usr/bin/env bash\n${note}\ncase "$*" in\n${cases}\nesac\n`);
      chmodSync(inFolder(name), 0o755);
      return inFolder(name);
    },

    /** What they were called with, in order. */
    calls: (): string[] => readFileSync(inFolder('calls'), 'utf8').trim().split('\n'),
  };
}
