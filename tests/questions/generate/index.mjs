// Generates the tables of the question sets, deterministically. The first argument is the output folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sensors } from './sensors.mjs';
import { shop } from './shop.mjs';
import { survey } from './survey.mjs';

const folder = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'));
for (const [name, files] of Object.entries({ shop: shop(), sensors: sensors(), survey: survey() })) {
  mkdirSync(join(folder, name, 'tables'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, 'tables', file), text);
}
