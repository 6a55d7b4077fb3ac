import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/paths';
import { patterns } from './patterns';

interface Sample {
  readonly 'detail-type'?: string;
  readonly detail?: object;
}

const folder = join(root, 'events/samples');
const read = (path: string): Sample => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const samples = ['own', 'aws']
  .flatMap((kind) => readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`))
  .filter((path) => read(path)['detail-type']);

const repaired = {
  ...read('own/ExecutionFinished.json'),
  detail: { ...read('own/ExecutionFinished.json').detail, final: false },
};
const second = { ...read('own/CodeGenerated.json'), detail: { ...read('own/CodeGenerated.json').detail, attempt: 2 } };

/** Samples that each room gets; every other one it does not. */
const expected: Readonly<Record<string, RegExp>> = {
  'generate-code': /^own\/(PromptReceived|GenerationRequested)\.json$|of a repair/,
  'launch-task': /^own\/(CodeGenerated|LaunchRequested)\.json$/,
  'record-progress':
    /^own\/(PromptReceived(\.replayed)?|CodeGenerated|GenerationFailed|TaskLaunched|LaunchFailed|ExecutionFinished|JobSucceeded|JobFailed|JobCancelled)\.json$|^CodeGenerated|^ExecutionFinished/,
  'record-task-state': /^aws\/(ecs-task-(02|03|05|06|07|08|09|10|12)|ecs-task-11)/,
  'record-output': /^aws\/s3-object-created/,
  'notify-webhook': /^own\/WebhookRequested\.json$/,
  'stop-task': /^own\/StopRequested\.json$/,
};

const events: [string, Sample][] = [
  ...samples.map((path): [string, Sample] => [path, read(path)]),
  ['ExecutionFinished of a repair', repaired],
  ['CodeGenerated of the second attempt', second],
];

export interface Case {
  readonly room: string;
  readonly pattern: object;
  readonly sample: string;
  readonly event: Sample;
  /** Whether the room's rule is to pass it. */
  readonly passes: boolean;
}

/** Each rule's pattern with each sample, and whether it passes: for any implementation of the pattern language. */
export const cases: readonly Case[] = Object.entries(patterns).flatMap(([room, { pattern }]) =>
  events.map(([sample, event]) => ({ room, pattern, sample, event, passes: expected[room]?.test(sample) ?? false })),
);
