import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApi } from './http/openapi';
import { jsonSchemas } from './json-schemas';

/**
 * Writes the JSON Schemas and the OpenAPI document that are generated from the contracts. With `--release` also the
 * released schemas of version 1, each of them only once.
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
