import { jobLinks, linkBase } from '../../../../../functions/shared/http/links';
import { apiEvent } from './requests';

const base = (event: Parameters<typeof apiEvent>[0], headers: Record<string, string>) =>
  linkBase(apiEvent(event), headers);
const host = { host: 'api.example', 'x-forwarded-proto': 'https' };

describe('links', () => {
  it('are absolute on the host that was asked', () => {
    expect(base({}, host)).toBe('https://api.example');
  });

  it('keep the stage or base path of the address', () => {
    expect(base({ rawPath: '/v1/prompt' }, host)).toBe('https://api.example/v1');
    expect(base({ routeKey: 'GET /jobs/{jobId}', rawPath: '/a/b/jobs/x' }, host)).toBe('https://api.example/a/b');
  });

  it('follow a proxy that says where it is', () => {
    const headers = {
      ...host,
      'x-forwarded-host': '127.0.0.1:8080',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/ci',
    };
    expect(base({}, headers)).toBe('http://127.0.0.1:8080/ci');
  });

  it.each([
    ['POST /prompt', '/prompt'],
    ['GET /jobs', '/jobs'],
    ['GET /jobs/{jobId}', '/jobs/x'],
    ['DELETE /jobs/{jobId}', '/jobs/x'],
  ])('of %s are relative to the request when its address is not known', (routeKey, rawPath) => {
    const address = `http://127.0.0.1:4566/_aws/execute-api/abc${rawPath}`;
    const links = jobLinks(base({ routeKey, rawPath }, { host: '127.0.0.1:4566' }), 'y');
    expect(new URL(links.events, address).pathname).toBe('/_aws/execute-api/abc/jobs/y/events');
  });
});
