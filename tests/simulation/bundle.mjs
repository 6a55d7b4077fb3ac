import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Bundles the simulation into one file. `changes`, each `{ file, find, replace }`, are applied to the sources while
 * they are bundled, so that a guard can be removed without editing the tree. Throws unless each `find` occurs exactly
 * once in its file and the file is part of the bundle.
 */
export async function bundleSimulation(outfile, changes = []) {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/simulation/simulate.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // The trace has class names, which must not depend on the bundle.
    keepNames: true,
    loader: { '.md': 'text' },
    logLevel: 'warning',
    plugins: [changeSources(changes)],
  });
}

const changeSources = (changes) => ({
  name: 'change-sources',
  setup({ onLoad, onEnd }) {
    const applied = new Set();
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const fileChanges = changes.filter(({ file }) => relative(root, path) === file);
      if (fileChanges.length === 0) return undefined;
      let text = readFileSync(path, 'utf8');
      for (const change of fileChanges) {
        const parts = text.split(change.find);
        if (parts.length !== 2) throw new Error(`${change.file} contains ${parts.length - 1} times: ${change.find}`);
        text = parts.join(change.replace);
        applied.add(change);
      }
      return { contents: text, loader: 'ts' };
    });
    onEnd(() => {
      const unused = changes.find((change) => !applied.has(change));
      if (unused) throw new Error(`The simulation does not import ${unused.file}.`);
    });
  },
});
