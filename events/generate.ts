import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApi } from './http/openapi';
import { jsonSchemas } from './json-schemas';

/**
 * Writes the JSON Schemas and the OpenAPI document beside the contracts that they are made from. With `--release`
 * also the schemas of version 1 as released; those are written once and never again.
 */
const folder = import.meta.dirname ?? dirname(process.argv[1] ?? '.');
const released = 'schemas/released/v1';

for (const [path, schema] of Object.entries(jsonSchemas())) {
  write(join('schemas', path), schema);
  if (process.argv.includes('--release') && !existsSync(join(folder, released, path)))
    write(join(released, path), schema);
}
write('openapi.json', openApi());

function write(path: string, content: object): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(content, null, 2)}\n`);
}
