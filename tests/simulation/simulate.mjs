// Entry of `npm run simulate`: bundles the simulation, because the product's texts are loaded as the bundles load them.
// `--without NAME` takes the guard of that name away first: to see what it keeps from happening.
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
  console.error(
    `There is no guard ${name}. These are the guards:\n${guards.map((known) => `  ${known.name}`).join('\n')}`,
  );
  process.exit(2);
}

const folder = join(root, '.local/simulation');
const outfile = join(folder, `simulate${guard ? `-without-${guards.indexOf(guard)}` : ''}.cjs`);
mkdirSync(folder, { recursive: true });
await bundleSimulation(outfile, guard?.changes);
process.exit(spawnSync(process.execPath, [outfile, ...options], { stdio: 'inherit' }).status ?? 1);
