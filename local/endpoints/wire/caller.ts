/**
 * The caller of an endpoint, taken from the path of the address: `http://127.0.0.1:PORT/<principal>`. The principal is a
 * function (`launch-task`), a task (`task-<id>`) or `executor`; without one it is the local user, who has all rights.
 */
export interface Caller {
  readonly principal: string;
}

export const OWNER = 'owner';

/** Splits a request's path into the caller and the path of the service. */
export function callerOf(url: string): { readonly caller: Caller; readonly path: string } {
  const [, principal = '', rest = ''] = /^\/([a-z0-9-]*)(\/[^?]*)?/.exec(url) ?? [];
  const servicePath = principal === 'model' || principal === 'credentials';
  if (principal === '' || servicePath) return { caller: { principal: OWNER }, path: url.replace(/\?.*$/, '') };
  return { caller: { principal }, path: rest || '/' };
}
