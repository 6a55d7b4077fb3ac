import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Bundles the simulation into one file. A mutation, `{ file, find, replace }`, changes one place of the product on the
 * way, so that a guard can be taken away without touching the tree.
 */
export async function bundleSimulation(outfile, mutation) {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/simulation/simulate.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    loader: { '.md': 'text' },
    logLevel: 'warning',
    plugins: mutation ? [mutate(mutation)] : [],
  });
}

const mutate = ({ file, find, replace }) => ({
  name: 'mutate',
  setup({ onLoad, onEnd }) {
    let found = false;
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (relative(root, path) !== file) return undefined;
      const text = readFileSync(path, 'utf8');
      const parts = text.split(find);
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places that read: ${find}`);
      found = true;
      return { contents: parts.join(replace), loader: 'ts' };
    });
    onEnd(() => {
      if (!found) throw new Error(`The simulation does not use ${file}.`);
    });
  },
});
