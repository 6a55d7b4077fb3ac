import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../../events';
import { root } from '../../local/setup/paths';
import { patterns } from './patterns';

interface Sample {
  readonly 'detail-type'?: string;
  readonly detail?: object;
}

const folder = join(root, 'events/samples');
const read = (path: string): Sample => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const samples = ['bus', 'aws']
  .flatMap((kind) => readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`))
  .filter((path) => read(path)['detail-type']);

const created = (key: string): Sample => {
  const sample = read('aws/s3-object-created-put.json');
  const detail = sample.detail as { readonly object: object };
  return { ...sample, detail: { ...detail, object: { ...detail.object, key } } };
};
const configured = [keys.catalog, keys.misnamedCatalog, keys.loaded, keys.tablesRequest, keys.tables, keys.describing];

const repaired = {
  ...read('bus/ExecutionFinished.json'),
  detail: { ...read('bus/ExecutionFinished.json').detail, final: false },
};

const overdueRepair = {
  ...read('bus/GenerationRequested.json'),
  detail: { ...read('bus/GenerationRequested.json').detail, attempt: 2 },
};

/** The samples that each function's pattern matches; it matches no other. */
const expected: Readonly<Record<string, RegExp>> = {
  'generate-code': /^bus\/(PromptReceived|GenerationRequested)\.json$/,
  'describe-tables': /^config\/(catalog\.ya?ml|loaded\.json|tables-request\.json)$/,
  'generate-repair': / a repair$/,
  'launch-task': /^bus\/(GenerationStarted|LaunchRequested)\.json$/,
  'keep-standby': /^bus\/StandbyClaimed\.json$/,
  'record-progress':
    /^bus\/(PromptReceived(\.replayed)?|GenerationStarted|ProgramGenerated|GenerationFailed|StandbyClaimed|TaskLaunched|TaskReady|LaunchFailed|ExecutionFinished|JobSucceeded|JobFailed|JobCancelled)\.json$|^ExecutionFinished/,
  'record-task-state': /^aws\/(ecs-task-(02|03|05|06|07|08|09|10|12)|ecs-task-11)/,
  'record-artifact': /^aws\/s3-object-created/,
  'notify-webhook': /^bus\/WebhookRequested\.json$/,
  'stop-task': /^bus\/StopRequested\.json$/,
};

const events: [string, Sample][] = [
  ...samples.map((path): [string, Sample] => [path, read(path)]),
  ...configured.map((key): [string, Sample] => [key, created(key)]),
  ['ExecutionFinished before a repair', repaired],
  ['GenerationRequested of a repair', overdueRepair],
];

export interface Case {
  readonly functionName: string;
  readonly pattern: object;
  readonly sample: string;
  readonly event: Sample;
  /** Whether the pattern must match the event. */
  readonly passes: boolean;
}

/** Every pattern with every sample, and whether it matches. */
export const cases: readonly Case[] = Object.entries(patterns).flatMap(([functionName, { pattern }]) =>
  events.map(([sample, event]) => ({
    functionName,
    pattern,
    sample,
    event,
    passes: expected[functionName]?.test(sample) ?? false,
  })),
);
