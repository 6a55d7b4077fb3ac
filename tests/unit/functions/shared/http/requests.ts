import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpRequest } from '../../../../../functions/shared/http/request';

/** A request as a handler gets it. */
export const httpRequest = (changes: Partial<Omit<HttpRequest, 'body'>> & { body?: unknown } = {}): HttpRequest => ({
  route: 'GET /jobs',
  params: {},
  query: {},
  headers: {},
  owner: 'anonymous',
  isCurator: false,
  requestId: 'request-1',
  linkBase: 'https://api.example',
  ...changes,
  body: asBytes(changes.body),
});

function asBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

type EventChanges = Partial<Omit<APIGatewayProxyEventV2, 'requestContext'>> & {
  authorizer?: object;
  domainName?: string;
};

/** An event as API Gateway sends it. */
export function apiEvent({
  authorizer,
  domainName = 'api.example',
  ...changes
}: EventChanges = {}): APIGatewayProxyEventV2 {
  const routeKey = changes.routeKey ?? 'POST /prompt';
  const requestContext = { requestId: 'request-1', routeKey, stage: '$default', domainName, authorizer };
  return {
    version: '2.0',
    routeKey,
    rawPath: '/prompt',
    rawQueryString: '',
    headers: { host: domainName, 'x-forwarded-proto': 'https' },
    isBase64Encoded: false,
    requestContext: requestContext as unknown as APIGatewayProxyEventV2['requestContext'],
    ...changes,
  };
}
