import { components } from './components';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: ref(name) } },
});
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const jobId = { name: 'jobId', in: 'path', required: true, schema: { type: 'string' } };
const cursor = {
  name: 'cursor',
  in: 'query',
  description: 'The `nextCursor` of the page before.',
  schema: { type: 'string' },
};
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } };

/** Answers that every route may give. */
const common = { '401': problem('The caller is not known.'), '500': problem('The fault is not yours.') };
const ofJob = { ...common, '404': problem('You have no such job.') };

const submit = {
  operationId: 'submitPrompt',
  summary: 'Ask a question about your tables',
  description:
    'Without them, `size` is small, `timeoutSeconds` 300 (for one run of a program) and `maxAttempts` 3. The job has ' +
    'to be done at its deadline: 15 minutes and `timeoutSeconds` × `maxAttempts` after it was accepted.',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'The same key and body give the same job, however often they are sent.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    },
  ],
  requestBody: { required: true, content: { 'application/json': { schema: ref('PromptRequest') } } },
  responses: {
    ...common,
    '202': json('Accepted: the job is under way.', 'PromptAccepted'),
    '400': problem('The request is not valid; `errors` names the fields.'),
    '413': problem('The body is over 1 MB.'),
    '422': problem('The Idempotency-Key belongs to another prompt, or to one of long ago.'),
  },
};

const paths = {
  '/prompt': { post: submit },
  '/jobs': {
    get: {
      operationId: 'listJobs',
      summary: 'Your jobs, the newest first',
      parameters: [limit, cursor],
      responses: { ...common, '200': json('One page.', 'JobList'), '400': problem('Limit or cursor is not valid.') },
    },
  },
  '/jobs/{jobId}': {
    parameters: [jobId],
    get: {
      operationId: 'getJob',
      summary: 'A job with its answer',
      responses: { ...ofJob, '200': json('The job as it is now.', 'JobView') },
    },
    delete: {
      operationId: 'cancelJob',
      summary: 'Cancel a job, or erase one that has ended',
      parameters: [
        {
          name: 'erase',
          in: 'query',
          description: 'With true, the job, its timeline and its files are removed for ever.',
          schema: { type: 'boolean', default: false },
        },
      ],
      responses: {
        ...ofJob,
        '202': json('Cancelled; what still runs is being stopped.', 'PromptAccepted'),
        '204': { description: 'Erased.' },
        '400': problem('`erase` is neither true nor false.'),
        '409': problem(
          'To be cancelled, and has ended already; or to be erased, and something of it is still at work.',
        ),
      },
    },
  },
  '/jobs/{jobId}/events': {
    parameters: [jobId],
    get: {
      operationId: 'listJobEvents',
      summary: 'What has happened to a job, the oldest first',
      parameters: [cursor],
      responses: { ...ofJob, '200': json('One page.', 'Timeline'), '400': problem('The cursor is not valid.') },
    },
  },
  '/jobs/{jobId}/results/{name}': {
    parameters: [
      jobId,
      { name: 'name', in: 'path', required: true, description: 'May contain slashes.', schema: { type: 'string' } },
    ],
    get: {
      operationId: 'getResult',
      summary: 'Download an artifact',
      responses: {
        ...ofJob,
        '302': {
          description: 'The file is at this address for 15 minutes.',
          headers: { Location: { schema: { type: 'string', format: 'uri' } } },
        },
      },
    },
  },
};

const outcome = (name: string, type: string) => ({
  type: 'object',
  required: ['type', 'timestamp', 'data'],
  properties: { type: { const: type }, timestamp: { type: 'string', format: 'date-time' }, data: ref(name) },
});

const webhooks = {
  jobEnded: {
    post: {
      operationId: 'jobEnded',
      summary: 'Sent to `webhookUrl` when the job has ended, signed after Standard Webhooks',
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
                outcome('JobSucceeded', 'job.succeeded'),
                outcome('JobFailed', 'job.failed'),
                outcome('JobCancelled', 'job.cancelled'),
              ],
            },
          },
        },
      },
      responses: {
        '2XX': { description: 'Delivered.' },
        '410': { description: 'No more calls for this job, please.' },
        default: { description: 'Tried again, ten times over four days.' },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the HTTP API, from the schemas that validate. */
export const openApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Code Interpreter on AWS',
    version: '1',
    description:
      'Ask questions about your Redshift tables; get back the answer, its files, and the program that made them.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    {
      url: 'https://{api}.execute-api.{region}.amazonaws.com',
      variables: { api: { default: 'api-id' }, region: { default: 'us-east-1' } },
    },
  ],
  paths,
  webhooks,
  components: { schemas: components() },
});
