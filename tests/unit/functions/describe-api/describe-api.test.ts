import { openApi } from '../../../../events/http/openapi';
import { operations, routes } from '../../../../events/http/routes';
import { describeApi } from '../../../../functions/describe-api/handler';
import { httpRequest } from '../shared/http/requests';

const request = (changes: Parameters<typeof httpRequest>[0] = {}) =>
  httpRequest({ route: 'GET /openapi.json', ...changes });

describe('GET /openapi.json', () => {
  it('is the document of the contracts', async () => {
    const { status, body } = await describeApi(request());
    const { servers, ...rest } = body as Record<string, unknown>;
    expect([status, rest]).toEqual([200, { ...openApi(), servers: undefined }]);
    const { paths } = rest as { readonly paths: Record<string, object> };
    for (const operation of operations) {
      const { method, path } = routes[operation];
      expect(paths[path.replaceAll('+}', '}')]).toHaveProperty(method.toLowerCase());
    }
    expect(servers).toHaveLength(1);
  });

  it('names the address that it was requested from as the server', async () => {
    const { body } = await describeApi(request({ linkBase: 'https://proxy.example/base' }));
    expect(body).toMatchObject({ servers: [{ url: 'https://proxy.example/base' }] });
  });

  it('refuses parameters', async () => {
    await expect(describeApi(request({ query: { version: '3.0' } }))).rejects.toMatchObject({
      problem: { status: 400 },
    });
  });
});
