import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isComplete, removeUnfinished, replace, root, run, stampOf, step } from './steps.mjs';

const sources = [
  'build.mjs',
  'package-lock.json',
  'tsconfig.json',
  'events',
  'functions',
  'executor',
  'lib',
  'client',
  'pricing',
];

function fingerprint(hash, path) {
  const stat = statSync(join(root, path));
  if (stat.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) fingerprint(hash, join(path, name));
  } else {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  }
}

/** Bundles the functions, the executor's supervisor and the page into dist/, when one of their sources has changed. */
export async function buildBundles() {
  const hash = createHash('sha256');
  for (const path of sources) fingerprint(hash, path);
  const digest = hash.digest('hex');
  const dist = join(root, 'dist');
  removeUnfinished(join(root, '.local'));
  if (isComplete(dist, digest)) return;
  await step('Bundling the functions', () =>
    replace(dist, join(root, '.local'), async (scratch) => {
      const made = join(scratch, 'dist');
      await run(process.execPath, ['build.mjs', made]);
      writeFileSync(stampOf(made), digest);
      return made;
    }),
  );
}
