import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { type Emulator, REGION, ROOT_KEY, startEmulator } from '../../local/emulator/ministack';
import { root } from '../../local/paths';
import { probePort } from '../../local/ports';
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

// The emulator's matcher stands for EventBridge's: it was written by others, from AWS's documentation.
describe('patterns, judged by a second implementation of the pattern language', () => {
  let emulator: Emulator;
  let client: EventBridgeClient;

  beforeAll(async () => {
    emulator = await startEmulator(await probePort(0));
    const credentials = { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY };
    client = new EventBridgeClient({ endpoint: emulator.url, region: REGION, credentials });
  }, 60_000);

  afterAll(() => emulator.process.stop());

  it.each(Object.entries(patterns))('%s gets the samples that are meant for it', async (room, { pattern }) => {
    const EventPattern = JSON.stringify(pattern);
    const got: string[] = [];
    for (const [name, event] of events) {
      const command = new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) });
      if ((await client.send(command)).Result) got.push(name);
    }
    expect(got).toEqual(events.map(([name]) => name).filter((name) => expected[room]?.test(name)));
    expect(got.length).toBeGreaterThan(0);
  });
});
