import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isComplete, removeUnfinished, replaceAtomically, root, run, stampOf, step } from './steps.mjs';

const SOURCES = ['build.mjs', 'package-lock.json', 'tsconfig.json', 'events', 'functions', 'lib', 'executor', 'client'];

function fingerprint(hash, path) {
  const stat = statSync(join(root, path));
  if (stat.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) fingerprint(hash, join(path, name));
  } else {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  }
}

/** Bundles the functions, the executor's supervisor and the page into dist/, unless their sources are unchanged. */
export async function buildBundles() {
  const hash = createHash('sha256');
  for (const path of SOURCES) fingerprint(hash, path);
  const digest = hash.digest('hex');
  const dist = join(root, 'dist');
  removeUnfinished(join(root, '.local'));
  if (isComplete(dist, digest)) return;
  await step('Bundling the functions', () =>
    replaceAtomically(dist, join(root, '.local'), async (scratch) => {
      const output = join(scratch, 'dist');
      await run(process.execPath, ['build.mjs', output]);
      writeFileSync(stampOf(output), digest);
      return output;
    }),
  );
}
