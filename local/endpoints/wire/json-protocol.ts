import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, objectOf } from './body';
import { type Caller, callerOf } from './caller';
import { ServiceError, toServiceError } from './service-error';

/** A response body that is already serialized. */
export class JsonText {
  constructor(readonly text: string) {}
}

export type Operation = (input: Record<string, unknown>, caller: Caller) => Promise<object>;

/** A service of AWS JSON 1.1: `X-Amz-Target: <target>.<operation>`. */
export interface JsonService {
  readonly target: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

function find(services: readonly JsonService[], header: string): Operation {
  const [target = '', name = ''] = header.split('.');
  const service = services.find((one) => one.target === target);
  const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!operation)
    throw new ServiceError('UnknownOperationException', `${header || 'No operation'} is not served here.`);
  return operation;
}

/** A request listener for services of AWS JSON 1.1. */
export function jsonListener(services: readonly JsonService[], log: (line: string) => void) {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const header = String(request.headers['x-amz-target'] ?? '');
    const { caller } = callerOf(request.url ?? '/');
    const send = (status: number, text: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': randomUUID(),
        ...headers,
      });
      response.end(text);
    };
    try {
      const operation = find(services, header);
      const output = await operation(objectOf(await bodyOf(request)), caller);
      send(200, output instanceof JsonText ? output.text : JSON.stringify(output));
    } catch (error) {
      const failure = toServiceError(error);
      log(`${header} by ${caller.principal}: ${failure.code}: ${failure.message}`);
      send(failure.status, failure.body(), { 'x-amzn-errortype': failure.code });
    }
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      log(`A response could not be sent: ${String(error)}`);
      response.destroy();
    });
  };
}
