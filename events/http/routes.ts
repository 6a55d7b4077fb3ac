import type { Component } from './components';

interface Parameter {
  readonly name: string;
  readonly required?: true;
  readonly description?: string;
  readonly schema: object;
}

export interface RouteResponse {
  readonly description: string;
  /** Schema of the JSON body; a problem has `Problem` and its own media type. */
  readonly schema?: Component;
  /** Of the body; `application/json` by default. Without a schema the body is a file. */
  readonly mediaType?: string;
  readonly headers?: object;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As in API Gateway: `{name+}` contains slashes. */
  readonly path: string;
  /** Folder below functions/. */
  readonly function: string;
  /** Whether callers need no authorization. */
  readonly public?: true;
  readonly summary: string;
  readonly description?: string;
  readonly query?: readonly Parameter[];
  readonly headers?: readonly Parameter[];
  readonly body?: Component;
  /** Whether a request without a body is as one with an empty object. */
  readonly isBodyOptional?: true;
  /** By status; those that every route has are in openapi.ts. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
}

const problem = (description: string) => ({ description, schema: 'Problem' }) as const;
const noSuchJob = { 404: problem('The job does not exist or is not yours.') };

const cursor = {
  name: 'cursor',
  description: 'The `nextCursor` of the previous page; no other value is accepted.',
  // Base64url of a JSON object.
  schema: { type: 'string', minLength: 8, pattern: '^eyJ[A-Za-z0-9_-]+$' },
} as const;
const idempotencyKey = {
  name: 'Idempotency-Key',
  description: 'The same key and body return the same job, however often they are sent.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
} as const;
const limit = { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } } as const;

/** Every route of the HTTP API, by its operationId. OpenAPI, dispatch and contract tests derive from it. */
export const routes = {
  submitPrompt: {
    method: 'POST',
    path: '/prompt',
    function: 'submit-prompt',
    summary: 'Ask a question about your tables',
    description:
      'Defaults: `size` small, `timeoutSeconds` 300 (for one attempt), `maxAttempts` 3. The job must finish before its ' +
      'deadline: 15 minutes + `timeoutSeconds` × `maxAttempts` after it was accepted. With `followUpOf` the question ' +
      'follows that of an ended job: the model gets the question, program and answer of up to five jobs before it, and ' +
      'the program can read their files.',
    headers: [idempotencyKey],
    body: 'PromptRequest',
    responses: {
      202: { description: 'Accepted: the job has started.', schema: 'PromptAccepted' },
      400: problem('The request is not valid; `errors` lists the fields.'),
      404: problem('The job of `followUpOf`, or one before it, does not exist or is not yours.'),
      409: problem('The job of `followUpOf` has not ended yet.'),
      413: problem('The body is larger than 1 MB.'),
      422: problem(
        'The Idempotency-Key belongs to another prompt, or its job has expired; or a job before `followUpOf` was erased.',
      ),
      429: problem('You have too many open jobs, or your jobs of the day have used your budget.'),
    },
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    function: 'read-jobs',
    summary: 'List your jobs, the newest first',
    description:
      'With `status` or `text`, a page may have fewer jobs than `limit`, or none, although there are more: `nextCursor` ' +
      'continues the search.',
    query: [
      limit,
      cursor,
      {
        name: 'status',
        description: '`running` are all jobs that have not ended.',
        schema: { type: 'string', enum: ['running', 'succeeded', 'failed', 'cancelled'] },
      },
      {
        name: 'text',
        description: 'In the first 300 characters of the question, in upper or lower case.',
        schema: { type: 'string', minLength: 1, maxLength: 300, pattern: '\\S' },
      },
    ],
    responses: {
      200: { description: 'One page.', schema: 'JobList' },
      400: problem('A parameter is not valid.'),
    },
  },
  getJob: {
    method: 'GET',
    path: '/jobs/{jobId}',
    function: 'read-jobs',
    summary: 'Get a job with its answer',
    description:
      'With `wait`, the response comes as soon as the job has ended, or differs from the ETag in If-None-Match, or, ' +
      'without that header, has changed; at the latest after `wait` seconds, or fewer as the deployment allows.',
    query: [
      {
        name: 'wait',
        description: 'Seconds to wait for a change.',
        schema: { type: 'integer', minimum: 0, maximum: 60, default: 0 },
      },
    ],
    headers: [
      {
        name: 'If-None-Match',
        description: 'The ETag of an earlier response; the same state is then not sent again.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: {
        description: 'The job as it is now.',
        schema: 'JobView',
        headers: { ETag: { schema: { type: 'string' } } },
      },
      304: { description: 'The job is as it was with the ETag.', headers: { ETag: { schema: { type: 'string' } } } },
      400: problem('`wait` is not valid.'),
      ...noSuchJob,
    },
  },
  listJobEvents: {
    method: 'GET',
    path: '/jobs/{jobId}/events',
    function: 'read-jobs',
    summary: 'List what has happened to a job, the oldest first',
    query: [cursor],
    responses: {
      200: { description: 'One page.', schema: 'Timeline' },
      400: problem('The cursor is not valid.'),
      ...noSuchJob,
    },
  },
  getArtifact: {
    method: 'GET',
    path: '/jobs/{jobId}/results/{name+}',
    function: 'read-jobs',
    summary: 'Download an artifact',
    responses: {
      302: {
        description: 'Redirect to a presigned URL, valid for 15 minutes, of a job shared by others for 5.',
        headers: { Location: { schema: { type: 'string', format: 'uri' } } },
      },
      ...noSuchJob,
    },
  },
  getOutput: {
    method: 'GET',
    path: '/jobs/{jobId}/output',
    function: 'read-jobs',
    summary: 'Get what the programs of a job print, also while they run',
    description:
      'Plain text of standard output and standard error, at most 1 MB, about two seconds after it was printed. The ' +
      'output of each further attempt and launch begins with a line that names it.',
    query: [
      {
        name: 'after',
        description: 'The `next` of the previous response, to get only what was printed since.',
        schema: { type: 'integer', minimum: 0, maximum: 9_999_999, default: 0 },
      },
    ],
    responses: {
      200: { description: 'The output after `after`.', schema: 'ProgramOutput' },
      400: problem('`after` is not valid.'),
      ...noSuchJob,
    },
  },
  exportJob: {
    method: 'GET',
    path: '/jobs/{jobId}/export',
    function: 'read-jobs',
    summary: 'Export an ended job as a notebook',
    query: [{ name: 'as', required: true, description: 'The format.', schema: { type: 'string', enum: ['notebook'] } }],
    responses: {
      200: {
        description: 'A Jupyter notebook with question, statements, program and answer.',
        schema: 'Notebook',
        mediaType: 'application/x-ipynb+json',
      },
      400: problem('`as` is missing or not a format.'),
      409: problem('The job has not ended.'),
      ...noSuchJob,
    },
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/{jobId}/cancel',
    function: 'cancel-job',
    summary: 'Cancel a job',
    responses: {
      202: { description: 'Cancelled; its task is being stopped.', schema: 'PromptAccepted' },
      409: problem('The job has already ended.'),
      ...noSuchJob,
    },
  },
  rerunJob: {
    method: 'POST',
    path: '/jobs/{jobId}/rerun',
    function: 'submit-prompt',
    summary: 'Run the program of an ended job again, or another program',
    description:
      'The new job has the same question and the same conversation, and names the job in `rerunOf`. No model is called, and ' +
      'a program that fails is not repaired. `size` and `timeoutSeconds` are those of the job by default.',
    headers: [idempotencyKey],
    body: 'RerunRequest',
    isBodyOptional: true,
    responses: {
      202: { description: 'Accepted: the new job has started.', schema: 'PromptAccepted' },
      400: problem('The request is not valid; `errors` lists the fields.'),
      403: problem('Edited programs are turned off in this deployment.'),
      409: problem('The job has not ended, or has no program.'),
      413: problem('The body is larger than 1 MB.'),
      422: problem('The Idempotency-Key belongs to another request, or its job has expired.'),
      429: problem('You have too many open jobs, or your jobs of the day have used your budget.'),
      ...noSuchJob,
    },
  },
  eraseJob: {
    method: 'DELETE',
    path: '/jobs/{jobId}',
    function: 'erase-job',
    summary: 'Erase an ended job',
    description: 'Deletes the job, its timeline and its files. This cannot be undone.',
    responses: {
      204: { description: 'Erased.' },
      409: problem('The job has not ended, or its task is still being stopped.'),
      ...noSuchJob,
    },
  },
  putFeedback: {
    method: 'PUT',
    path: '/jobs/{jobId}/feedback',
    function: 'give-feedback',
    summary: 'Rate the answer of a job, or verify it',
    description:
      'The owner rates a job that has ended, with a note. A curator sets `verified`, also of a shared job that has ' +
      'succeeded: its question and SQL then are an example for similar questions, until `verified` is false or the job ' +
      'is erased.',
    body: 'FeedbackRequest',
    responses: {
      200: { description: 'The feedback as it is now.', schema: 'Feedback' },
      400: problem('The request is not valid; `errors` lists the fields.'),
      403: problem('`verified` is for curators, the rating for the owner.'),
      409: problem('The job has not ended or not succeeded, is being erased, or is being verified by another request.'),
      413: problem('The body is larger than 1 MB.'),
      422: problem('The job cannot be an example; the problem says why.'),
      ...noSuchJob,
    },
  },
  putSharing: {
    method: 'PUT',
    path: '/jobs/{jobId}/sharing',
    function: 'share-job',
    summary: 'Share a job with every caller, or withdraw it',
    description:
      'Callers of this API who know the id of a shared job may read it, its timeline and its files, and export it. They ' +
      'may do nothing else with it, and do not see it in their lists.',
    body: 'SharingRequest',
    responses: {
      200: { description: 'The sharing as it is now.', schema: 'Sharing' },
      400: problem('The request is not valid; `errors` lists the fields.'),
      409: problem('The job is being erased.'),
      413: problem('The body is larger than 1 MB.'),
      ...noSuchJob,
    },
  },
  listTables: {
    method: 'GET',
    path: '/tables',
    function: 'list-tables',
    summary: 'List the tables that questions can be about, with suggested questions',
    description: 'Names, types, meanings and counts, never values. Every caller gets the same.',
    responses: {
      200: { description: 'The tables, as they were at `describedAt`.', schema: 'TablesView' },
      400: problem('The route has no parameters.'),
      409: problem('The tables are not described yet, or the catalog cannot be read.'),
    },
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    function: 'describe-api',
    summary: 'Get this document',
    responses: {
      200: { description: 'The document, with the address of this API.', schema: 'OpenApiDocument' },
      400: problem('The route has no parameters.'),
    },
  },
  getPage: {
    method: 'GET',
    path: '/',
    function: 'serve-page',
    public: true,
    summary: 'Get the page',
    description: 'A web page to ask questions on. Where callers cannot sign in on it, it says what to set up.',
    responses: { 200: { description: 'The page.', mediaType: 'text/html' } },
  },
  getPageAsset: {
    method: 'GET',
    path: '/assets/{name+}',
    function: 'serve-page',
    public: true,
    summary: 'Get a script, style sheet or frame of the page',
    responses: {
      200: { description: 'The file.', mediaType: 'application/octet-stream' },
      404: problem('The page has no such file, or no longer.'),
    },
  },
  getPageConfig: {
    method: 'GET',
    path: '/page-config.json',
    function: 'serve-page',
    public: true,
    summary: 'Get how callers sign in on the page',
    responses: { 200: { description: 'The configuration.', schema: 'PageConfig' } },
  },
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;

/** Operations of one function. */
export type OperationOf<F extends (typeof routes)[Operation]['function']> = {
  [O in Operation]: (typeof routes)[O]['function'] extends F ? O : never;
}[Operation];

export const routeOf = (operation: Operation): Route => routes[operation];

/** API Gateway's name of a route, for example `GET /jobs/{jobId}`. */
export const routeKeyOf = (operation: Operation): string => {
  const { method, path } = routes[operation];
  return `${method} ${path}`;
};

export const operations = Object.keys(routes) as Operation[];

export const operationOf = (routeKey: string): Operation | undefined =>
  operations.find((operation) => routeKeyOf(operation) === routeKey);
