/**
 * Who calls an endpoint. The local address tells it: `http://127.0.0.1:PORT/<principal>`, where the principal is a
 * function's function or `executor`; without one it is the owner of the machine, who may do everything.
 */
export interface Caller {
  readonly principal: string;
}

export const OWNER = 'owner';

/** Splits a request's path into the caller and the path that the service knows. */
export function callerOf(url: string): { readonly caller: Caller; readonly path: string } {
  const [, principal = '', rest = ''] = /^\/([a-z0-9-]*)(\/[^?]*)?/.exec(url) ?? [];
  const servicePath = principal === 'model' || principal === 'credentials';
  if (principal === '' || servicePath) return { caller: { principal: OWNER }, path: url.replace(/\?.*$/, '') };
  return { caller: { principal }, path: rest || '/' };
}
