import type { IncomingMessage, ServerResponse } from 'node:http';

/** A server's listener of a handler that is async: a request whose handling rejects is broken off. */
export const listener =
  (handle: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: Error) => response.destroy(error));
  };
