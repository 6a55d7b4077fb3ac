import { openApi } from '../../../events/http/openapi';

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
      'get /jobs',
      'get /jobs/{jobId}',
      'get /jobs/{jobId}/events',
      'get /jobs/{jobId}/results/{name}',
      'post /jobs/{jobId}/cancel',
      'post /prompt',
    ]);
  });

  it('has no dangling references', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
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
