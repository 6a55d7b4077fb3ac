import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend';

/** Where tasks ask for a program: `<path>/<sha256>`. */
export const WRITTEN_PROGRAMS = '/written-programs';

const ADDRESS = new RegExp(`^${WRITTEN_PROGRAMS}/([0-9a-f]{64})$`);

/**
 * Tells tasks which programs code of this repository has written since this start. It can be read only, and lives in
 * this process: no program and no caller can add one.
 */
export function writtenPrograms(backend: Backend) {
  /** Says whether the request was one of these. */
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [, sha256 = ''] = ADDRESS.exec(request.url ?? '') ?? [];
    if (request.method !== 'GET' || sha256 === '') return false;
    const found = backend.wrote?.(sha256) === true;
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(found ? sha256 : '');
    return true;
  };
}
