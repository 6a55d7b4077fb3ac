import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Log } from '../../../lib/log';
import { withLogContext } from '../log-context';
import { commit } from './commit';
import type { Authorization } from './owner';
import { ProblemError, problem } from './problem';
import { type HttpRequest, parseRequest } from './request';

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are, in place of a body. */
  readonly bytes?: Buffer;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Wraps an HTTP handler as a Lambda function. A ProblemError becomes its problem; any other error becomes a 500 that has
 * only the request's id, under which the error is logged.
 */
export function httpFunction(handler: HttpHandler, authorization: Authorization, log: Log) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    return withLogContext({ requestId, route: event.routeKey, jobId: event.pathParameters?.jobId }, async () => {
      const response = await handled(event).catch((error: unknown) => problemResponse(error, requestId));
      log.info('Request handled.', { status: response.statusCode });
      return response;
    });
  };

  async function handled(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
    const { status, headers = {}, body, bytes } = await handler(parseRequest(event, authorization));
    if (bytes) return { ...respond(status, undefined, headers), body: bytes.toString('base64'), isBase64Encoded: true };
    return respond(status, body, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers });
  }

  function problemResponse(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
    const details = error instanceof ProblemError ? error.problem : { ...internal(requestId), requestId };
    if (!(error instanceof ProblemError)) log.error('Request failed.', { error });
    return respond(details.status, details, { 'content-type': 'application/problem+json' });
  }
}

const internal = (requestId: string) =>
  problem('internal', `Retry. If it keeps failing, give an administrator this request id: ${requestId}.`);

const respond = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string>,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  // Responses hold one caller's jobs and change at any time.
  headers: {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-code-interpreter-commit': commit,
    ...headers,
  },
  body: body === undefined ? '' : JSON.stringify(body),
});
