import { randomUUID } from 'node:crypto';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Access } from '../access/access';
import { bodyOf, objectOf } from '../wire/body';
import { type Caller, callerOf } from '../wire/caller';
import { ServiceError, toServiceError } from '../wire/service-error';
import type { Backend, ConverseBody } from './backend';

export interface RecordedRequest {
  readonly modelId: string;
  readonly principal: string;
  readonly request: ConverseBody;
}

export interface BedrockOptions {
  readonly account: string;
  readonly region: string;
  readonly access: Access;
  readonly backend: () => Promise<Backend>;
  readonly log: (line: string) => void;
}

export interface BedrockService {
  readonly listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  /** The most recent requests, oldest first. */
  recorded(): readonly RecordedRequest[];
}

const MAX_RECORDED = 200;
const CONVERSE = /^\/model\/([^/]+)\/converse$/;
/** Id of a cross-region inference profile: a region group and the id of the model. */
const PROFILE = /^(?:us|eu|apac|jp|au|us-gov|global)\.(.+)$/;

/** Amazon Bedrock's Converse over cleartext HTTP/2. */
export function bedrockService({ account, region, access, backend, log }: BedrockOptions): BedrockService {
  const requests: RecordedRequest[] = [];

  async function allow(caller: Caller, modelId: string): Promise<void> {
    const profile = PROFILE.exec(modelId);
    const model = `arn:aws:bedrock:${region}::foundation-model/${profile?.[1] ?? modelId}`;
    if (!profile) return access.check(caller, 'bedrock:InvokeModel', model);
    const arn = `arn:aws:bedrock:${region}:${account}:inference-profile/${modelId}`;
    await access.check(caller, 'bedrock:InvokeModel', arn);
    await access.check(caller, 'bedrock:InvokeModel', model, { 'bedrock:InferenceProfileArn': arn });
  }

  async function converse(request: Http2ServerRequest): Promise<ConverseBody> {
    const { caller, path } = callerOf(request.url);
    const [, encoded] = CONVERSE.exec(path) ?? [];
    if (request.method !== 'POST' || !encoded) {
      throw new ServiceError('UnknownOperationException', `${request.method} ${path} is not served here.`, {
        status: 404,
      });
    }
    const modelId = decodeURIComponent(encoded);
    const body = objectOf(await bodyOf(request));
    await allow(caller, modelId);
    if (!Array.isArray(body.messages) || body.messages.length === 0) {
      throw new ServiceError('ValidationException', 'A conversation must have at least one message.');
    }
    requests.push({ modelId, principal: caller.principal, request: body });
    requests.splice(0, requests.length - MAX_RECORDED);
    const abort = new AbortController();
    request.stream.once('close', () => abort.abort());
    return (await backend()).converse(modelId, body, abort.signal);
  }

  return {
    listener(request, response) {
      const send = (status: number, body: string, headers: Record<string, string> = {}) => {
        if (response.stream?.destroyed) return;
        response.writeHead(status, {
          'content-type': 'application/json',
          'x-amzn-requestid': randomUUID(),
          ...headers,
        });
        response.end(body);
      };
      converse(request).then(
        (output) => send(200, JSON.stringify(output)),
        (error) => {
          const failure = toServiceError(error);
          log(`Converse: ${failure.code}: ${failure.message}`);
          send(failure.status, failure.body(), { 'x-amzn-errortype': failure.code });
        },
      );
    },
    recorded: () => [...requests],
  };
}
