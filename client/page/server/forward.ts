import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from '../..';

const SENT = ['accept', 'content-type', 'idempotency-key'];
const GIVEN = ['content-type', 'content-length', 'content-disposition', 'retry-after', 'etag'];
/** As large as the API takes. */
const BODY_MAX_BYTES = 1_000_000;

/** The request's body is larger than the API takes. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_MAX_BYTES) throw new TooLarge('The body is over 1 MB.');
    parts.push(part);
  }
  return bytes > 0 ? Buffer.concat(parts).toString('utf8') : undefined;
}

/**
 * Sends a request on to the API, with what the connection adds to it, and its answer back. Results are fetched from
 * where the API redirects to, so that the page needs no other address than its own. Nothing is ever shown as a page.
 * Rejects when the API cannot be reached. @throws TooLarge
 */
export async function forward(
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) {
  const send = connection.fetch ?? fetch;
  const headers = Object.fromEntries(
    SENT.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])),
  );
  const body = await bodyOf(request);
  const init = { method: request.method ?? 'GET', headers: { ...headers, ...connection.headers }, body };
  const answer = await send(`${connection.baseUrl.replace(/\/+$/, '')}${path}`, { ...init, redirect: 'manual' });
  // An accepted job has a location, too: that of the job.
  const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
  // The presigned address is its own authorization and refuses a second one.
  const given = location === null ? answer : await fetch(location);
  response.statusCode = given.status;
  for (const name of GIVEN) {
    const value = given.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  // What fetch has unpacked has another length than it was sent with.
  if (given.headers.has('content-encoding')) response.removeHeader('content-length');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  if (!given.body) return void response.end();
  await pipeline(Readable.fromWeb(given.body as Parameters<typeof Readable.fromWeb>[0]), response);
}
