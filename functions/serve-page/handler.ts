import type { PageFiles } from '../../lib/page/files';
import { assetHeaders, contentHeaders, documentHeaders } from '../../lib/page/headers';
import type { HttpHandler, HttpResponse } from '../shared/http/function';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import { type PageSettings, pageConfig } from './page-config';
import { unavailablePage } from './unavailable-page';

export interface Setting {
  /** The files of the page; `index.html` is the page itself. */
  readonly files: PageFiles;
  readonly settings: PageSettings;
  /** Origins of the issuer's endpoints, where they differ from that of the issuer. */
  readonly issuerOrigins: readonly string[];
  /** Address that artifacts are downloaded from, with a slash at its end. */
  readonly resultsUrl: string;
}

/** GET /, GET /assets/{name+} and GET /page-config.json: the page, which every caller may get. */
export function servePage({ files, settings, issuerOrigins, resultsUrl }: Setting): HttpHandler {
  const config = pageConfig(settings);
  const issuer = config.signIn === 'oidc' ? [new URL(config.issuer).origin, ...issuerOrigins] : [];
  const headers = documentHeaders([...issuer, resultsUrl]);

  function page(request: HttpRequest): HttpResponse {
    if (config.signIn === 'unavailable') {
      const bytes = Buffer.from(unavailablePage(config.reason));
      return { status: 200, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, bytes };
    }
    const file = files('index.html', request.headers['accept-encoding']);
    if (!file) throw new Error('The bundle has no index.html.');
    return { status: 200, headers: { ...headers, ...contentHeaders(file) }, bytes: file.bytes };
  }

  function asset({ params: { name = '' }, headers: { 'accept-encoding': accepted } }: HttpRequest): HttpResponse {
    const file = name === 'index.html' ? undefined : files(name, accepted);
    if (!file)
      throw new ProblemError('not-found', 'The page has no such file. Reload the page: it may be a newer one.');
    return { status: 200, headers: { ...assetHeaders(name), ...contentHeaders(file) }, bytes: file.bytes };
  }

  return async (request) => {
    if (request.route === 'GET /') return page(request);
    if (request.route === 'GET /page-config.json') return { status: 200, body: config };
    return asset(request);
  };
}
