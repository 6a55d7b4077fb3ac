import { createHash } from 'node:crypto';
import { keys, TablesDocument } from '../../../events';
import type { ObjectStore } from '../object-store/port';

/** Age in seconds from which a prompt asks for a new description of the tables, and is served the old one. */
export const STALE_AFTER_SECONDS = 2 * 3600;
/** Age in seconds from which a prompt waits for the new description. */
export const EXPIRED_AFTER_SECONDS = 7 * 24 * 3600;

export const sha256Of = (text: string | undefined): string =>
  createHash('sha256')
    .update(text ?? '')
    .digest('hex');

/** The description of the tables of a schema. Undefined if there is none, or another version or schema, or half of one. */
export async function readTablesDocument(
  objects: Pick<ObjectStore, 'read'>,
  schema: string,
): Promise<TablesDocument | undefined> {
  const parsed = TablesDocument.safeParse(jsonOf(await objects.read(keys.tables)));
  return parsed.success && parsed.data.schema === schema ? parsed.data : undefined;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
