import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { type PageFile, type PageFiles, pageFiles } from '../../../lib/page/files';
import { assetHeaders, contentHeaders, documentHeaders } from '../../../lib/page/headers';
import type { Connection } from '../..';
import { forJob } from '../../cli/unexpected-error';
import { BodyTooLarge, forward } from './forward';
import { isPageAsset, localServer } from './local-server';

const PAGE_FOLDER = resolve(__dirname, '../../../dist/serve-page/page');

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the page on 127.0.0.1, and forwards all other requests to the API of the connection. Port 0 takes any free port.
 * Rejects with EADDRINUSE when the port is taken.
 */
export async function servePage(connection: Connection, port: number): Promise<PageServer> {
  const files = pageFiles(PAGE_FOLDER);
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    respond({ connection, files }, request, response).catch((error: Error) => {
      if (response.headersSent) return response.destroy();
      if (error instanceof BodyTooLarge) return refuse(response, 413, error.message);
      refuse(response, 502, `Can’t reach the API at ${connection.baseUrl}: ${causeOf(error)}`);
    });
  };
  const server = localServer(listener, { allows: isPageAsset });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Served {
  readonly connection: Connection;
  readonly files: PageFiles;
}

async function respond({ connection, files }: Served, request: IncomingMessage, response: ServerResponse) {
  const { pathname, search } = new URL(request.url ?? '/', 'http://page');
  const [, asset] = /^\/assets\/([^/]+)$/.exec(pathname) ?? [];
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (pathname === '/') return send(response, files('index.html', accepted), documentHeaders([]));
  if (asset !== undefined) return send(response, files(asset, accepted), assetHeaders(asset));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  if (pathname === '/page-config.json') {
    // This server signs the requests.
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ signIn: 'none' }));
    return;
  }
  const call = () => forward(connection, request, response, pathname + search);
  const jobId = /^\/jobs\/([^/]+)/.exec(pathname)?.[1];
  return jobId === undefined ? call() : forJob(jobId, call);
}

function send(response: ServerResponse, file: PageFile | undefined, headers: Readonly<Record<string, string>>): void {
  if (!file) {
    refuse(response, 404, 'There is no such page.');
    return;
  }
  response.writeHead(200, { ...headers, ...contentHeaders(file) }).end(file.bytes);
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  const problem = { type: 'about:blank', title: 'The page cannot respond', status, detail };
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

const causeOf = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message : message);
