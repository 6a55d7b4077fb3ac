import { keys } from '../../events';
import { CatalogError, readCatalog } from '../../events/documents/catalog';
import type { HttpResponse } from '../shared/http/function';
import { ProblemError } from '../shared/http/problem';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';
import type { ObjectStore } from '../shared/object-store/port';
import { readDescribing } from '../shared/tables/describing';
import { readTablesDocument, STALE_AFTER_SECONDS, sha256Of } from '../shared/tables/stored-tables';
import { tablesView } from './tables-view';

interface Ports {
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly schema: string;
  readonly now: () => string;
}

/** GET /tables: what questions can be about, the same for every caller. The warehouse is asked nothing. */
export const listTables =
  ({ objects, schema, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    refuseUnknownParameters(request);
    const [text, misnamed, document] = await Promise.all([
      objects.read(keys.catalog),
      objects.read(keys.misnamedCatalog),
      readTablesDocument(objects, schema),
    ]);
    const catalog = catalogOf(text, misnamed);
    if (!document) throw new ProblemError('tables-unavailable', await reasonOf(objects));
    const seconds = (Date.parse(now()) - Date.parse(document.describedAt)) / 1000;
    const isStale = seconds >= STALE_AFTER_SECONDS || document.catalogSha256 !== sha256Of(text);
    return { status: 200, body: tablesView(document, catalog, isStale) };
  };

/** Without the catalog nothing is known to be allowed. */
function catalogOf(text: string | undefined, misnamed: string | undefined) {
  try {
    return readCatalog(text, misnamed);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw new ProblemError('tables-unavailable', `${error.message} An operator must correct it.`);
  }
}

async function reasonOf(objects: Pick<ObjectStore, 'read'>): Promise<string> {
  const failure = (await readDescribing(objects)).describing?.failure;
  return failure
    ? `The tables could not be described: ${failure.message} The next question has them described again.`
    : 'The tables have not been described yet. Loading tables or the first question has them described; retry after a minute.';
}
