import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * The base of links: scheme, host, and the stage or base path that `rawPath` has before the route's path. Behind a proxy,
 * the forwarded host and prefix are used; a proxy that does not forward its host gets relative links, because the
 * caller's URL is unknown.
 */
export function linkBase(event: APIGatewayProxyEventV2, headers: Readonly<Record<string, string>>): string {
  const { domainName } = event.requestContext;
  const depth = segmentsOf(event.routeKey).length;
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

/** The segments of a route's path pattern. Routes with `{name+}` return no links. */
const segmentsOf = (routeKey: string): string[] => routeKey.replace(/^\S+ \//, '').split('/');

/** The links of a job; `results` is a URI template (RFC 6570) with the name of an artifact. */
export const jobLinks = (linkBase: string, jobId: string) => ({
  self: `${linkBase}/jobs/${jobId}`,
  events: `${linkBase}/jobs/${jobId}/events`,
  results: `${linkBase}/jobs/${jobId}/results/{name}`,
});

/**
 * Where readers of an outcome find the job: on the page, where there is one, or else of the API. Not of the request, whose
 * headers the caller may forge.
 */
export const jobLink = (apiUrl: string, pageUrl: string, jobId: string): string =>
  pageUrl === '' ? jobLinks(apiUrl, jobId).self : `${pageUrl}#${jobId}`;
