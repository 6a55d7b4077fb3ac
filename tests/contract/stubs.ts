import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stub programs for the tests of one file. Each test gets its own folder. */
export function stubs(prefix: string) {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), prefix));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const inFolder = (name: string): string => join(folder, name);
  return {
    inFolder,

    /** Creates a program that records its arguments and runs `cases`, the body of a shell `case` over them. */
    stub(name: string, cases: string): string {
      const record = `echo "${name} $*" >> '${inFolder('calls')}'`;
      writeFileSync(inFolder(name), `#!/usr/bin/env bash\n${record}\ncase "$*" in\n${cases}\nesac\n`);
      chmodSync(inFolder(name), 0o755);
      return inFolder(name);
    },

    /** The recorded calls, in order. */
    calls: (): string[] => readFileSync(inFolder('calls'), 'utf8').trim().split('\n'),
  };
}
