import { type Component, components } from './components';
import { type Operation, operations, type Route, type RouteResponse, routeOf } from './routes';

const ref = (name: Component) => ({ $ref: `#/components/schemas/${name}` });
const problem = (description: string) => response({ description, schema: 'Problem' });

/** Responses of every route. API Gateway itself sends the last two. */
const common: Readonly<Record<number, ResponseObject>> = {
  401: problem('The caller is not authenticated.'),
  500: problem('Internal error.'),
  429: response({ description: 'API Gateway throttles the request: retry with a delay.', schema: 'GatewayMessage' }),
  503: response({ description: 'The service is unavailable: retry with a delay.', schema: 'GatewayMessage' }),
};

const pathParameters: Readonly<Record<string, object>> = {
  jobId: { name: 'jobId', in: 'path', required: true, schema: { type: 'string' } },
  name: { name: 'name', in: 'path', required: true, description: 'May contain slashes.', schema: { type: 'string' } },
};

interface ResponseObject {
  readonly description: string;
  readonly headers?: object;
  readonly content?: Readonly<Record<string, object>>;
}

function response({ schema, mediaType, ...rest }: RouteResponse): ResponseObject {
  if (!schema) return mediaType ? { ...rest, content: { [mediaType]: { schema: { type: 'string' } } } } : rest;
  const type = mediaType ?? (schema === 'Problem' ? 'application/problem+json' : 'application/json');
  return { ...rest, content: { [type]: { schema: ref(schema) } } };
}

/** A status that API Gateway and the route both send has the bodies of both. */
function responsesOf(route: Route): Record<string, ResponseObject> {
  const all: Record<string, ResponseObject> = { ...common };
  if (route.public) delete all[401];
  for (const [status, documented] of Object.entries(route.responses)) {
    const own = response(documented);
    all[status] = { ...own, ...(own.content && { content: { ...all[status]?.content, ...own.content } }) };
  }
  return all;
}

function operationObject(operationId: Operation): object {
  const route = routeOf(operationId);
  const { summary, description, headers = [], query = [], body, isBodyOptional = false } = route;
  const parameters = [
    ...headers.map((parameter) => ({ ...parameter, in: 'header' })),
    ...query.map((parameter) => ({ ...parameter, in: 'query' })),
  ];
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(route.public && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: !isBodyOptional, content: { 'application/json': { schema: ref(body) } } },
    }),
    responses: responsesOf(route),
  };
}

/** The path items, with `{name+}` of API Gateway as `{name}`. */
function paths(): object {
  const items: Record<string, object> = {};
  for (const operationId of operations) {
    const { method, path } = routeOf(operationId);
    const template = path.replaceAll('+}', '}');
    const parameters = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameters[name]);
    items[template] = {
      ...(parameters.length > 0 && { parameters }),
      ...items[template],
      [method.toLowerCase()]: operationObject(operationId),
    };
  }
  return items;
}

const webhook = (name: Component, type: string) => ({
  type: 'object',
  required: ['type', 'timestamp', 'data'],
  properties: { type: { const: type }, timestamp: { type: 'string', format: 'date-time' }, data: ref(name) },
});

const webhooks = {
  jobEnded: {
    post: {
      operationId: 'jobEnded',
      summary: 'Sent to `webhookUrl` when the job has ended, signed according to Standard Webhooks',
      parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
        name,
        in: 'header',
        required: true,
        schema: { type: 'string' },
      })),
      requestBody: {
        content: {
          'application/json': {
            schema: {
              oneOf: [
                webhook('JobSucceeded', 'job.succeeded'),
                webhook('JobFailed', 'job.failed'),
                webhook('JobCancelled', 'job.cancelled'),
              ],
            },
          },
        },
      },
      responses: {
        '2XX': { description: 'Delivered.' },
        '410': { description: 'No further deliveries for this job.' },
        default: { description: 'Retried: ten deliveries over about three days.' },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the HTTP API, made from routes.ts and the schemas that validate. */
export const openApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Code Interpreter on AWS',
    version: '1',
    description:
      'Ask questions about your Redshift tables; get back the answer, its artifacts, and the program that computed them.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    {
      url: 'https://{api}.execute-api.{region}.amazonaws.com',
      variables: { api: { default: 'api-id' }, region: { default: 'us-east-1' } },
      description: 'A stack on AWS, see its output ApiUrl.',
    },
    { url: 'http://127.0.0.1:4580', description: 'The local system.' },
  ],
  // One of them, by the parameter Authorization. The local system needs none.
  security: [{ iam: [] }, { jwt: [] }, {}],
  paths: paths(),
  webhooks,
  components: {
    schemas: components(),
    securitySchemes: {
      iam: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'Signature Version 4 of the service execute-api.',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
      jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    },
  },
});
