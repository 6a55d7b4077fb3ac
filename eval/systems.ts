import { basename, join } from 'node:path';
import { CodeInterpreterClient } from '../client';
import { type ConnectionOptions, connect } from '../client/cli/connection';
import {
  byHandBackend,
  type ChosenModel,
  type ReplayedCall,
  recordedBackend,
  recordingBackend,
  recordingStore,
} from '../local/endpoints';
import { startSystem } from '../local/system';
import { awsClients, localClients } from '../operations/doctor/clients';
import { readResources, readStack, warehouseOf } from '../operations/stack';
import type { RunSql } from './gold';
import type { QuestionSet } from './questions';
import { warehouseRows } from './warehouse-rows';

/** A system to ask, until it is stopped. */
export interface AskedSystem {
  readonly client: CodeInterpreterClient;
  /** Calls of the model so far; empty without recordings. */
  readonly calls: ReplayedCall[];
  /** Runs gold SQL; undefined for the default of the set. */
  readonly runSql?: RunSql;
  stop(): Promise<void>;
}

export type OpenSystem = (set: QuestionSet) => Promise<AskedSystem>;

type ModelOf = (set: QuestionSet, onCall: (call: ReplayedCall) => void) => ChosenModel;

/** A local system for each set, over its tables. */
export const localSystems =
  (modelOf: ModelOf): OpenSystem =>
  async (set) => {
    if (set.tables === undefined) {
      throw new Error(
        `${set.name} names no folder of tables. Add "tables: FOLDER" to its file, or ask a running system with --api.`,
      );
    }
    const calls: ReplayedCall[] = [];
    const system = await startSystem({ inputFolder: set.tables, model: modelOf(set, (call) => calls.push(call)) });
    return { client: new CodeInterpreterClient({ baseUrl: system.apiUrl }), calls, stop: () => system.stop() };
  };

/** The template's parameter ModelId accepts only the characters of Bedrock's model ids. */
const asModelId = (name: string): string => name.replace(/[^A-Za-z0-9.:-]/g, '-');

/** Replays recordings; jobs have the name and the price of the recorded model. */
export const replayedModel =
  (folder: string): ModelOf =>
  ({ name }, onCall) => {
    const [first] = recordingStore(join(folder, name)).all();
    const modelId = asModelId(first?.model ?? 'recordings');
    return { backend: recordedBackend({ folder: join(folder, name), onCall }), modelId };
  };

/** Records what is stale or missing, from a model. */
export const recordedModel =
  (folder: string, { backend, modelId }: ChosenModel): ModelOf =>
  ({ name }, onCall) => {
    const options = { folder: join(folder, name), onCall, model: backend, modelName: modelId ?? backend.name };
    return { backend: recordingBackend(options), modelId };
  };

/** Records what is stale or missing, from files that are written by hand. */
export const modelByHand =
  (folder: string, requests: string, modelName: string): ModelOf =>
  (set, onCall) =>
    recordedModel(folder, { backend: byHandBackend(join(requests, set.name)), modelId: asModelId(modelName) })(
      set,
      onCall,
    );

export interface ApiOptions extends ConnectionOptions {
  readonly api: string;
  readonly stack: string;
  /** Port of the AWS endpoint of a local system. */
  readonly awsPort: string;
}

const isLocal = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** A running system. Gold SQL is run as the read-only user of its warehouse. */
export function runningSystem(options: ApiOptions): OpenSystem {
  const { api, stack, awsPort } = options;
  const runSql: RunSql = async (statements) => {
    const endpoint = `http://127.0.0.1:${awsPort}`;
    const clients = isLocal(api)
      ? await localClients(endpoint, (cloudFormation) => readResources(cloudFormation, stack))
      : awsClients();
    const target = warehouseOf(await readStack(clients.cloudFormation, stack));
    return warehouseRows(clients.warehouse, target)(statements);
  };
  return async () => ({
    client: new CodeInterpreterClient(connect(options)),
    calls: [],
    runSql,
    stop: async () => undefined,
  });
}

/** The questions that have a recording, and the number of those that have none. */
export function withRecording(
  set: QuestionSet,
  folder: string,
): { readonly set: QuestionSet; readonly missing: string[] } {
  const store = recordingStore(join(folder, basename(set.name)));
  const questions = set.questions.filter(({ ask }) => store.has(ask));
  const missing = set.questions.filter(({ ask }) => !store.has(ask)).map(({ ask }) => ask);
  return { set: { ...set, questions }, missing };
}
