import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Log } from '../log';
import { withLogContext } from '../log-context';
import type { Authorization } from './owner';
import { problem, Refusal } from './problem';
import { type HttpRequest, parseRequest } from './request';

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Makes a Lambda function of an HTTP handler. A Refusal becomes its problem; any other error becomes a problem with
 * status 500 that says nothing but the request's id, under which the log has the error.
 */
export function httpFunction(handler: HttpHandler, authorization: Authorization, log: Log) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    return withLogContext({ requestId, route: event.routeKey, jobId: event.pathParameters?.jobId }, async () => {
      const answer = await handled(event).catch((error: unknown) => refused(error, requestId));
      log.info('Request answered.', { status: answer.statusCode });
      return answer;
    });
  };

  async function handled(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
    const { status, headers = {}, body } = await handler(parseRequest(event, authorization));
    return respond(status, body, { 'content-type': 'application/json', ...headers });
  }

  function refused(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
    const said = error instanceof Refusal ? error.problem : { ...internal(requestId), requestId };
    if (!(error instanceof Refusal)) log.error('A request failed.', { error });
    return respond(said.status, said, { 'content-type': 'application/problem+json' });
  }
}

const internal = (requestId: string) =>
  problem('internal', `Send the request again. If it goes on, tell the operator this request's id: ${requestId}.`);

const respond = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string>,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  // Answers are about one caller's jobs and change from one moment to the next.
  headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers },
  body: body === undefined ? '' : JSON.stringify(body),
});
