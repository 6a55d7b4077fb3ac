import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * What comes before a path of this API in a link. The stage or base path is what `rawPath` has before the route's own
 * path. Behind a proxy, the forwarded host and prefix count; behind one that does not tell them, links are relative
 * to the address of the request, because nobody here knows the one that the caller used.
 */
export function linkBase(event: APIGatewayProxyEventV2, headers: Readonly<Record<string, string>>): string {
  const { domainName } = event.requestContext;
  const depth = pathOf(event.routeKey).length;
  const prefix = event.rawPath
    .split('/')
    .slice(1, -depth)
    .map((part) => `/${part}`)
    .join('');
  const scheme = headers['x-forwarded-proto'] ?? 'https';
  const forwarded = headers['x-forwarded-host'];
  if (forwarded) return `${scheme}://${forwarded}${headers['x-forwarded-prefix'] ?? ''}${prefix}`;
  if (headers.host?.replace(/:\d+$/, '') === domainName) return `${scheme}://${headers.host}${prefix}`;
  return depth > 1 ? '../'.repeat(depth - 1).slice(0, -1) : '.';
}

/** The parts of a route's path pattern. Routes that end in `{name+}` make no links. */
const pathOf = (routeKey: string): string[] => routeKey.replace(/^\S+ \//, '').split('/');

/** The links of a job; that of its results is a URI template (RFC 6570) for the name of one. */
export const jobLinks = (linkBase: string, jobId: string) => ({
  self: `${linkBase}/jobs/${jobId}`,
  events: `${linkBase}/jobs/${jobId}/events`,
  results: `${linkBase}/jobs/${jobId}/results/{name}`,
});
