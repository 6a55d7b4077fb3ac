// Entry of `npm run simulate`. Bundles the simulation first, because the product imports text files that only its
// bundler can load. `--without NAME` removes the guard of that name, to show what it prevents.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSimulation, root } from './bundle.mjs';
import { guards } from './guards.mjs';

const options = process.argv.slice(2);
const position = options.indexOf('--without');
const [, name] = position < 0 ? [] : options.splice(position, 2);
const guard = guards.find((candidate) => candidate.name === name);
if (position >= 0 && !guard) {
  console.error(`There is no guard "${name}". The guards are:\n${guards.map((each) => `  ${each.name}`).join('\n')}`);
  process.exit(2);
}

const folder = join(root, '.local/simulation');
const outfile = join(folder, `simulate${guard ? `-without-${guards.indexOf(guard)}` : ''}.cjs`);
mkdirSync(folder, { recursive: true });
await bundleSimulation(outfile, guard?.changes);
process.exit(spawnSync(process.execPath, [outfile, ...options], { stdio: 'inherit' }).status ?? 1);
