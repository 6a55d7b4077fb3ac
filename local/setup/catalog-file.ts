import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogError, readCatalog } from '../../events/documents/catalog';

const NAME = 'catalog.yaml';

/**
 * The text of the catalog in a folder of tables, after it was checked; undefined without one.
 * @throws CatalogError for a fault, with its line, and for a catalog under another name, because its rules would not apply
 */
export function readCatalogFile(folder: string): string | undefined {
  const misnamed = readdirSync(folder).find((name) => /^catalog\.ya?ml$/i.test(name) && name !== NAME);
  if (misnamed) throw new CatalogError(`${join(folder, misnamed)} is not read. Rename it to ${NAME}.`);
  const file = join(folder, NAME);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  readCatalog(text);
  return text;
}
