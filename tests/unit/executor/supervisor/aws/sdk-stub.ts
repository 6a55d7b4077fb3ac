import { Readable } from 'node:stream';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Call extends Request {
  /** The operation of a JSON protocol, or the method of a REST one. */
  readonly operation: string;
  readonly text: string;
}

export type Response = readonly [status: number, body: unknown];

async function textOf(body: unknown): Promise<string> {
  if (body === undefined) return '';
  if (body instanceof Readable) return Buffer.concat(await body.toArray()).toString();
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}

/** Settings for a real SDK client. Its requests are recorded in `calls` and get the responses of `respond`. */
export function stubbed(calls: Call[], respond: (call: Call) => Response) {
  const requestHandler = {
    async handle(request: Request) {
      const text = await textOf(request.body);
      const operation = request.headers['x-amz-target']?.split('.')[1] ?? request.method;
      const call = { ...request, operation, text };
      calls.push(call);
      const [statusCode, body] = respond(call);
      const content = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = { 'content-type': typeof body === 'string' ? 'application/xml' : 'application/x-amz-json-1.1' };
      return { response: { statusCode, headers, body: Readable.from([Buffer.from(content)]) } };
    },
    destroy: () => undefined,
  };
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const quiet = () => undefined;
  const logger = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  return { region: 'us-east-1', credentials, maxAttempts: 1, requestHandler, logger } as never;
}
