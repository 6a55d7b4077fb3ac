import { ServiceError } from '../../wire/service-error';
import type { Backend, ConverseBody } from '../backend';
import { callsOf, converseResponse, tokensOf } from '../recordings/converse-response';
import { type RequestText, requestText } from '../recordings/request-text';
import { type RecordingStore, recordingStore } from '../recordings/store';

/**
 * How a request was answered: by the recording of the same request (`current`), by the recording of an earlier version of it
 * (`stale`), not at all (`missing`), or by the model, now (`recorded`).
 */
export type Replay = 'current' | 'stale' | 'missing' | 'recorded';

export interface ReplayedCall {
  readonly question: string;
  readonly turn: number;
  readonly replay: Replay;
  /** Why there is no response. */
  readonly problem?: string;
}

interface Options {
  /** The folder of one set of recordings. */
  readonly folder: string;
  readonly onCall?: (call: ReplayedCall) => void;
}

const missing = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** Answers from recordings. A request without one is refused. */
export function recordedBackend({ folder, onCall = () => {} }: Options): Backend {
  const store = recordingStore(folder);
  return {
    name: `recordings in ${folder}`,
    async converse(_modelId, body) {
      const request = requestText(body);
      const { question, turn } = request;
      const recording = find(store, request);
      if (!recording) {
        const problem = `There is no recording of turn ${turn} of this question. Record it with npm run eval -- --record.`;
        onCall({ question, turn, replay: 'missing', problem });
        throw missing(problem);
      }
      onCall({ question, turn, replay: recording.request === request.digest ? 'current' : 'stale' });
      return converseResponse(recording);
    },
  };
}

interface RecordingOptions extends Options {
  /** Asked when a recording is stale or missing. */
  readonly model: Backend;
  /** Recorded as the name of the model. */
  readonly modelName: string;
  readonly now?: () => Date;
}

/**
 * Answers from recordings, and has a model answer the requests whose recording is stale or missing. Its responses are
 * recorded; they replace the stale ones.
 */
export function recordingBackend({
  folder,
  onCall = () => {},
  model,
  modelName,
  now = () => new Date(),
}: RecordingOptions): Backend {
  const store = recordingStore(folder);
  return {
    name: `${model.name}, recorded in ${folder}`,
    async converse(modelId, body, signal) {
      const request = requestText(body);
      const { question, turn, earlier, digest } = request;
      const existing = find(store, request);
      if (existing?.request === digest) {
        onCall({ question, turn, replay: 'current' });
        return converseResponse(existing);
      }
      const startedAt = now();
      let response: ConverseBody;
      try {
        response = await model.converse(modelId, body, signal);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        onCall({ question, turn, replay: 'missing', problem });
        throw error;
      }
      const calls = callsOf(response);
      // Not recorded: the function asks again, and that is part of no conversation.
      if (calls.length === 0) return response;
      const recording = {
        question,
        turn,
        ...(earlier && { earlier }),
        request: digest,
        model: modelName,
        recordedAt: now().toISOString(),
        seconds: (now().getTime() - startedAt.getTime()) / 1000,
        tokens: tokensOf(response),
        calls,
      };
      store.write(request, recording);
      onCall({ question, turn, replay: 'recorded' });
      return converseResponse(recording);
    },
  };
}

/** The recording of a request. A file that cannot be read is an error of the request, with what to do. */
function find(store: RecordingStore, request: RequestText) {
  try {
    return store.find(request);
  } catch (error) {
    throw missing(error instanceof Error ? error.message : String(error));
  }
}
