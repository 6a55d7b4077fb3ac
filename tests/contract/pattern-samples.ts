import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const repaired = {
  ...read('bus/ExecutionFinished.json'),
  detail: { ...read('bus/ExecutionFinished.json').detail, final: false },
};
const second = {
  ...read('bus/ProgramGenerated.json'),
  detail: { ...read('bus/ProgramGenerated.json').detail, attempt: 2 },
};

/** Samples that each function gets; every other one it does not. */
const expected: Readonly<Record<string, RegExp>> = {
  'generate-code': /^bus\/(PromptReceived|GenerationRequested)\.json$|of a repair/,
  'launch-task': /^bus\/(ProgramGenerated|LaunchRequested)\.json$/,
  'record-progress':
    /^bus\/(PromptReceived(\.replayed)?|ProgramGenerated|GenerationFailed|TaskLaunched|LaunchFailed|ExecutionFinished|JobSucceeded|JobFailed|JobCancelled)\.json$|^ProgramGenerated|^ExecutionFinished/,
  'record-task-state': /^aws\/(ecs-task-(02|03|05|06|07|08|09|10|12)|ecs-task-11)/,
  'record-artifact': /^aws\/s3-object-created/,
  'notify-webhook': /^bus\/WebhookRequested\.json$/,
  'stop-task': /^bus\/StopRequested\.json$/,
};

const events: [string, Sample][] = [
  ...samples.map((path): [string, Sample] => [path, read(path)]),
  ['ExecutionFinished of a repair', repaired],
  ['ProgramGenerated of the second attempt', second],
];

export interface Case {
  readonly functionName: string;
  readonly pattern: object;
  readonly sample: string;
  readonly event: Sample;
  /** Whether the function's rule is to pass it. */
  readonly passes: boolean;
}

/** Each rule's pattern with each sample, and whether it passes: for any implementation of the pattern language. */
export const cases: readonly Case[] = Object.entries(patterns).flatMap(([functionName, { pattern }]) =>
  events.map(([sample, event]) => ({
    functionName,
    pattern,
    sample,
    event,
    passes: expected[functionName]?.test(sample) ?? false,
  })),
);
