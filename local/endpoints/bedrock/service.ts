import { randomUUID } from 'node:crypto';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Access } from '../access/access';
import { bodyOf, objectOf } from '../wire/body';
import { type Caller, callerOf } from '../wire/caller';
import { ServiceError, toServiceError } from '../wire/service-error';
import type { Backend, ConverseBody } from './backend';
import { aliveFrame, exceptionFrame, responseFrames, startFrame } from './event-stream';

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
  readonly aliveMs?: number;
}

export interface BedrockService {
  readonly listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  /** The most recent requests, oldest first. */
  recorded(): readonly RecordedRequest[];
}

const MAX_RECORDED = 200;
const CONVERSE = /^\/model\/([^/]+)\/converse(-stream)?$/;
/** A stream begins after this time without a response, and says as often that it is alive. */
const ALIVE_MS = 10_000;
const STREAM_TYPE = 'application/vnd.amazon.eventstream';
/** Id of a cross-region inference profile: a region group and the id of the model. */
const PROFILE = /^(?:us|eu|apac|jp|au|us-gov|global)\.(.+)$/;

/** A response on its way: that of Converse as a whole, that of ConverseStream as events. */
interface Exchange {
  readonly isStream: boolean;
  readonly output: () => Promise<ConverseBody>;
}

/** Amazon Bedrock's Converse and ConverseStream over cleartext HTTP/2. */
export function bedrockService({
  account,
  region,
  access,
  backend,
  log,
  aliveMs = ALIVE_MS,
}: BedrockOptions): BedrockService {
  const requests: RecordedRequest[] = [];

  async function allow(caller: Caller, action: string, modelId: string): Promise<void> {
    const [, profiledModel] = PROFILE.exec(modelId) ?? [];
    const isArn = modelId.startsWith('arn:');
    const model = `arn:aws:bedrock:${region}::foundation-model/${profiledModel ?? (isArn ? 'profiled' : modelId)}`;
    if (!profiledModel && !isArn) return access.check(caller, action, model);
    const arn = isArn ? modelId : `arn:aws:bedrock:${region}:${account}:inference-profile/${modelId}`;
    await access.check(caller, action, arn);
    await access.check(caller, action, model, { 'bedrock:InferenceProfileArn': arn });
  }

  async function converse(request: Http2ServerRequest): Promise<Exchange> {
    const { caller, path } = callerOf(request.url);
    const [, encoded, stream] = CONVERSE.exec(path) ?? [];
    if (request.method !== 'POST' || !encoded) {
      throw new ServiceError('UnknownOperationException', `${request.method} ${path} is not served here.`, {
        status: 404,
      });
    }
    const modelId = decodeURIComponent(encoded);
    const body = objectOf(await bodyOf(request));
    await allow(caller, stream ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel', modelId);
    if (!Array.isArray(body.messages) || body.messages.length === 0) {
      throw new ServiceError('ValidationException', 'A conversation must have at least one message.');
    }
    requests.push({ modelId, principal: caller.principal, request: body });
    requests.splice(0, requests.length - MAX_RECORDED);
    const abort = new AbortController();
    request.stream.once('close', () => abort.abort());
    const model = await backend();
    return { isStream: stream !== undefined, output: () => model.converse(modelId, body, abort.signal) };
  }

  /** An error before the stream begins is that of the request, a later one an event of the stream. */
  async function sendStream(output: Exchange['output'], response: Http2ServerResponse): Promise<void> {
    let begun = false;
    const write = (frame: Uint8Array) => {
      if (response.stream?.destroyed) return;
      if (!begun) {
        begun = true;
        response.writeHead(200, { 'content-type': STREAM_TYPE, 'x-amzn-requestid': randomUUID() });
        response.write(startFrame());
      }
      response.write(frame);
    };
    const alive = setInterval(() => write(aliveFrame()), aliveMs);
    response.stream?.once('close', () => clearInterval(alive));
    try {
      for (const frame of responseFrames(await output())) write(frame);
      response.end();
    } catch (error) {
      if (!begun) throw error;
      const { code, message } = toServiceError(error);
      log(`ConverseStream: ${code}: ${message}`);
      write(exceptionFrame(code, message));
      response.end();
    } finally {
      clearInterval(alive);
    }
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
      const respond = async () => {
        const { isStream, output } = await converse(request);
        if (isStream) await sendStream(output, response);
        else send(200, JSON.stringify(await output()));
      };
      respond().catch((error) => {
        const failure = toServiceError(error);
        log(`Converse: ${failure.code}: ${failure.message}`);
        send(failure.status, failure.body(), { 'x-amzn-errortype': failure.code });
      });
    },
    recorded: () => [...requests],
  };
}
