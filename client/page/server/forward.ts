import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from '../..';

const REQUEST_HEADERS = ['accept', 'content-type', 'idempotency-key', 'if-none-match'];
const RESPONSE_HEADERS = ['content-type', 'content-length', 'content-disposition', 'retry-after', 'etag'];
/** The limit of the API. */
const MAX_BODY_BYTES = 1_000_000;

/** The request body exceeds the API's limit. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyTooLarge('The request body exceeds 1 MB.');
    parts.push(part);
  }
  return bytes > 0 ? Buffer.concat(parts).toString('utf8') : undefined;
}

/**
 * Forwards a request to the API with the headers of the connection, and returns the response. Redirects to results are
 * followed here, so that the page connects to its own origin only. No response is rendered as a page.
 * Rejects when the API is unreachable. @throws BodyTooLarge
 */
export async function forward(
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) {
  const send = connection.fetch ?? fetch;
  const headers = Object.fromEntries(
    REQUEST_HEADERS.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])),
  );
  const body = await bodyOf(request);
  const init = { method: request.method ?? 'GET', headers: { ...headers, ...connection.headers }, body };
  const first = await send(`${connection.baseUrl.replace(/\/+$/, '')}${path}`, { ...init, redirect: 'manual' });
  // 202 has a Location as well, that of the job.
  const location = first.status >= 300 && first.status < 400 ? first.headers.get('location') : null;
  // A presigned URL refuses a second authorization, so no headers are forwarded.
  const upstream = location === null ? first : await fetch(location);
  response.statusCode = upstream.status;
  for (const name of RESPONSE_HEADERS) {
    const value = upstream.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  // fetch has decompressed the body, so its original length is wrong.
  if (upstream.headers.has('content-encoding')) response.removeHeader('content-length');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  if (!upstream.body) return void response.end();
  await pipeline(Readable.fromWeb(upstream.body as Parameters<typeof Readable.fromWeb>[0]), response);
}
