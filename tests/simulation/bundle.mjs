import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Bundles the simulation into one file. `changes`, each `{ file, find, replace }`, alter places of the product on the
 * way, so that a guard can be taken away without touching the tree.
 */
export async function bundleSimulation(outfile, changes = []) {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/simulation/simulate.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    loader: { '.md': 'text' },
    logLevel: 'warning',
    plugins: [alter(changes)],
  });
}

const alter = (changes) => ({
  name: 'alter',
  setup({ onLoad, onEnd }) {
    const found = new Set();
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const own = changes.filter(({ file }) => relative(root, path) === file);
      if (own.length === 0) return undefined;
      let text = readFileSync(path, 'utf8');
      for (const change of own) {
        const parts = text.split(change.find);
        if (parts.length !== 2)
          throw new Error(`${change.file} has ${parts.length - 1} places that read: ${change.find}`);
        text = parts.join(change.replace);
        found.add(change);
      }
      return { contents: text, loader: 'ts' };
    });
    onEnd(() => {
      const unused = changes.find((change) => !found.has(change));
      if (unused) throw new Error(`The simulation does not use ${unused.file}.`);
    });
  },
});
