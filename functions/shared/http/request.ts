import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { linkBase } from './links';
import { type Authorization, ownerOf } from './owner';
import { Refusal } from './problem';

/** A request, read from an API Gateway HTTP API event (payload format 2.0). */
export interface HttpRequest {
  /** Method and path pattern, for example `GET /jobs/{jobId}`. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were sent; empty when there was no body. */
  readonly body: Buffer;
  /** Who asks: jobs belong to an owner. */
  readonly owner: string;
  readonly requestId: string;
  /** What a path of this API is put after to make a link that the caller can follow. */
  readonly linkBase: string;
}

export function parseRequest(event: APIGatewayProxyEventV2, authorization: Authorization): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']),
  );
  return {
    route: event.routeKey,
    params: defined(event.pathParameters),
    query: defined(event.queryStringParameters),
    headers,
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    owner: ownerOf(event, authorization),
    requestId: event.requestContext.requestId,
    linkBase: linkBase(event, headers),
  };
}

/** What a query may hold beside a route's own parameters: a signature, when the request is signed that way. */
const SIGNATURE = /^x-amz-/i;

/** Refuses a query with other parameters than these: one that is misspelt would be left aside in silence. */
export function onlyParameters({ query }: HttpRequest, ...names: readonly string[]): void {
  const unknown = Object.keys(query).filter((name) => !names.includes(name) && !SIGNATURE.test(name));
  if (unknown.length === 0) return;
  const known = names.length > 0 ? `The parameters here are ${names.join(', ')}.` : 'There are no parameters here.';
  const errors = unknown.slice(0, 10).map((name) => ({ field: name.slice(0, 100), message: `Unknown. ${known}` }));
  throw new Refusal('invalid-request', 'Leave out what `errors` names, and send the request again.', errors);
}

/** The body as JSON; refuses what is missing, larger than `maxBytes`, not UTF-8 or not JSON. */
export function jsonBody({ body }: HttpRequest, maxBytes: number, example: string): unknown {
  if (body.length === 0)
    throw new Refusal('invalid-request', `The request has no body. Send JSON, for example ${example}.`);
  if (body.length > maxBytes) {
    const [is, may] = [body.length, maxBytes].map((bytes) => bytes.toLocaleString('en-US'));
    throw new Refusal('too-large', `The body has ${is} bytes; at most ${may} are accepted.`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const why = error instanceof SyntaxError ? ` (${error.message})` : ': it is not UTF-8';
    throw new Refusal('invalid-request', `The body is not JSON${why}. Send JSON, for example ${example}.`);
  }
}

const defined = (record: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
