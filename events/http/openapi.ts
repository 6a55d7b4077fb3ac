import { type Component, components } from './components';
import { type Operation, operations, routeOf } from './routes';

const ref = (name: Component) => ({ $ref: `#/components/schemas/${name}` });
const problem = (description: string) => response({ description, schema: 'Problem' });

/** Responses of every route. */
const common = { 401: problem('The caller is not authenticated.'), 500: problem('Internal error.') };

const pathParameters: Readonly<Record<string, object>> = {
  jobId: { name: 'jobId', in: 'path', required: true, schema: { type: 'string' } },
  name: { name: 'name', in: 'path', required: true, description: 'May contain slashes.', schema: { type: 'string' } },
};

function response({ schema, ...rest }: { description: string; schema?: Component; headers?: object }): object {
  if (!schema) return rest;
  const mediaType = schema === 'Problem' ? 'application/problem+json' : 'application/json';
  return { ...rest, content: { [mediaType]: { schema: ref(schema) } } };
}

function operationObject(operationId: Operation): object {
  const { summary, description, headers = [], query = [], body, responses } = routeOf(operationId);
  const parameters = [
    ...headers.map((parameter) => ({ ...parameter, in: 'header' })),
    ...query.map((parameter) => ({ ...parameter, in: 'query' })),
  ];
  const documented = Object.entries(responses).map(([status, content]) => [status, response(content)]);
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } }),
    responses: { ...common, ...Object.fromEntries(documented) },
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
    },
  ],
  paths: paths(),
  webhooks,
  components: { schemas: components() },
});
