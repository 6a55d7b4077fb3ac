import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import type { Connection } from '../..';
import { forJob } from '../../cli/unexpected-error';
import { BodyTooLarge, forward } from './forward';
import { localServer } from './local-server';

const root = resolve(__dirname, '../../..');
const files: Readonly<Record<string, readonly [path: string, mediaType: string]>> = {
  '/': ['client/page/index.html', 'text/html; charset=utf-8'],
  '/page.css': ['dist/page/page.css', 'text/css; charset=utf-8'],
  '/page.js': ['dist/page/page.js', 'text/javascript; charset=utf-8'],
};

/** The page runs only its own script and connects only to its own origin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A table that can be asked about, with notes on how its file was read. */
export interface PageTable {
  readonly name: string;
  readonly rows: number;
  readonly notes: readonly string[];
}

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the page on 127.0.0.1 and forwards /api to the API of the connection. Port 0 takes any free port. `tables` are
 * shown on the page where they are known. Rejects with EADDRINUSE when the port is taken.
 */
export async function servePage(
  connection: Connection,
  port: number,
  tables: readonly PageTable[] = [],
): Promise<PageServer> {
  const server = localServer((request, response) => {
    respond({ connection, tables }, request, response).catch((error: Error) => {
      if (response.headersSent) return response.destroy();
      if (error instanceof BodyTooLarge) return refuse(response, 413, error.message);
      refuse(response, 502, `Can’t reach the API at ${connection.baseUrl}: ${causeOf(error)}`);
    });
  });
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
  readonly tables: readonly PageTable[];
}

async function respond(
  { connection, tables }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  const { pathname, search } = new URL(request.url ?? '/', 'http://page');
  if (pathname.startsWith('/api/')) {
    const send = () => forward(connection, request, response, pathname.slice(4) + search);
    const jobId = /^\/api\/jobs\/([^/]+)/.exec(pathname)?.[1];
    return jobId === undefined ? send() : forJob(jobId, send);
  }
  if (pathname === '/tables.json') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tables));
    return;
  }
  const file = files[pathname];
  if (!file) return refuse(response, 404, 'There is no such page.');
  const content = readFileSync(join(root, file[0]));
  response.setHeader('content-security-policy', POLICY);
  response.writeHead(200, { 'content-type': file[1] }).end(content);
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  const problem = { type: 'about:blank', title: 'The page cannot respond', status, detail };
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

const causeOf = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message : message);
