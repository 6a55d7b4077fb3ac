// Entry of `npm run simulate`: bundles the simulation, because the product's texts are loaded as the bundles load them.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSimulation, root } from './bundle.mjs';

const outfile = join(root, '.local/simulation/simulate.cjs');
mkdirSync(join(root, '.local/simulation'), { recursive: true });
await bundleSimulation(outfile);
process.exit(spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
