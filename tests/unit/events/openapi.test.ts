import { examples } from '../../../events/http/examples';
import { openApi } from '../../../events/http/openapi';
import { PromptRequest } from '../../../events/http/prompt';
import { RerunRequest } from '../../../events/http/rerun';
import { JobList, JobView, Problem, PromptAccepted } from '../../../events/http/views';

interface Document {
  readonly paths: Record<string, Record<string, { responses?: Record<string, unknown> }>>;
  readonly components: {
    readonly schemas: Record<string, { properties?: Record<string, object>; additionalProperties?: unknown }>;
  };
}

const document = JSON.parse(JSON.stringify(openApi())) as Document;

describe('the OpenAPI document', () => {
  it('has every route of the API', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((name) => name !== 'parameters')
        .map((method) => `${method} ${path}`),
    );
    expect(routes.sort()).toEqual([
      'delete /jobs/{jobId}',
      'get /',
      'get /assets/{name}',
      'get /jobs',
      'get /jobs/{jobId}',
      'get /jobs/{jobId}/events',
      'get /jobs/{jobId}/export',
      'get /jobs/{jobId}/output',
      'get /jobs/{jobId}/results/{name}',
      'get /openapi.json',
      'get /page-config.json',
      'get /tables',
      'post /jobs/{jobId}/cancel',
      'post /jobs/{jobId}/rerun',
      'post /prompt',
      'put /jobs/{jobId}/feedback',
      'put /jobs/{jobId}/sharing',
    ]);
  });

  it('has no dangling references', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('has one schema for each status, time and failure of a job', () => {
    const { JobView, JobSummary, PromptAccepted } = document.components.schemas;
    const status = { $ref: '#/components/schemas/JobStatus' };
    for (const schema of [JobView, JobSummary, PromptAccepted]) expect(schema?.properties?.status).toEqual(status);
    expect(JobView?.properties?.failure).toEqual({ $ref: '#/components/schemas/JobFailure' });
    expect(JobView?.properties?.acceptedAt).toEqual({ type: 'string', format: 'date-time' });
  });

  it.each(Object.keys(examples) as (keyof typeof examples)[])(
    'has an example of %s that its schema accepts',
    (name) => {
      const schemas = { PromptRequest, RerunRequest, PromptAccepted, JobList, JobView, Problem };
      expect(schemas[name].parse(examples[name])).toEqual(examples[name]);
      expect(document.components.schemas[name]).toHaveProperty('examples');
    },
  );

  it('has the bodies of API Gateway with those of a route', () => {
    const [tooMany, unavailable] = [429, 503].map((status) => document.paths['/prompt']?.post?.responses?.[status]);
    expect(Object.keys((tooMany as { content: object }).content)).toEqual([
      'application/json',
      'application/problem+json',
    ]);
    expect(unavailable).toBeDefined();
  });

  it('forbids unknown fields in a prompt, and allows new ones in responses', () => {
    expect(document.components.schemas.PromptRequest?.additionalProperties).toBe(false);
    expect(document.components.schemas.JobView?.additionalProperties).toBeUndefined();
  });

  it('has the limits of a prompt', () => {
    expect(document.components.schemas.PromptRequest?.properties?.prompt).toMatchObject({
      minLength: 1,
      maxLength: 20000,
    });
  });
});
