import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { operationOf, routeOf } from '../../../events/http/routes';
import { linkBase } from './links';
import { type Authorization, isCurator, ownerOf } from './owner';
import { ProblemError } from './problem';

/** A request, read from an API Gateway HTTP API event (payload format 2.0). */
export interface HttpRequest {
  /** Method and path pattern, for example `GET /jobs/{jobId}`. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Raw bytes; empty without a body. */
  readonly body: Buffer;
  /** The caller; jobs belong to their owner. */
  readonly owner: string;
  /** Whether the caller may verify answers. */
  readonly isCurator: boolean;
  readonly requestId: string;
  /** Prepended to a path of this API to make a link. */
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
    isCurator: isCurator(event, authorization),
    requestId: event.requestContext.requestId,
    linkBase: linkBase(event, headers),
  };
}

/** Parameters of a presigned request (SigV4). */
const SIGNATURE = /^x-amz-/i;

/** Refuses query parameters that the route does not have, so that a misspelt one is not ignored silently. */
export function refuseUnknownParameters({ route, query }: HttpRequest): void {
  const operation = operationOf(route);
  const names = (operation ? (routeOf(operation).query ?? []) : []).map(({ name }) => name);
  const unknown = Object.keys(query).filter((name) => !names.includes(name) && !SIGNATURE.test(name));
  if (unknown.length === 0) return;
  const allowed = names.length > 0 ? `Allowed parameters: ${names.join(', ')}.` : 'This route has no parameters.';
  const errors = unknown
    .slice(0, 10)
    .map((name) => ({ field: name.slice(0, 100), message: `Unknown parameter. ${allowed}` }));
  throw new ProblemError('invalid-request', 'Remove the parameters listed under `errors` and retry.', errors);
}

/** Parses the body as JSON; refuses a body that is missing, larger than `maxBytes`, not UTF-8 or not JSON. */
export function jsonBody({ body }: HttpRequest, maxBytes: number, example: string): unknown {
  if (body.length === 0)
    throw new ProblemError('invalid-request', `The request has no body. Send JSON, for example ${example}.`);
  if (body.length > maxBytes) {
    const [size, limit] = [body.length, maxBytes].map((bytes) => bytes.toLocaleString('en-US'));
    throw new ProblemError('too-large', `The body has ${size} bytes; the limit is ${limit}.`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const reason = error instanceof SyntaxError ? ` (${error.message})` : ': it is not UTF-8';
    throw new ProblemError('invalid-request', `The body is not JSON${reason}. Send JSON, for example ${example}.`);
  }
}

const defined = (record: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
