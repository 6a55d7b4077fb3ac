import { EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { type Emulator, REGION, ROOT_KEY, startEmulator } from '../../local/emulator/ministack';
import { probePort } from '../../local/setup/ports.mjs';
import { cases } from './pattern-samples';
import { patterns } from './patterns';

// The emulator's matcher stands for EventBridge's: it was written by others, from AWS's documentation. AWS's own is
// asked in CI, see event-ruler/.
describe('patterns, judged by a second implementation of the pattern language', () => {
  let emulator: Emulator;
  let client: EventBridgeClient;

  beforeAll(async () => {
    emulator = await startEmulator(await probePort(0));
    const credentials = { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY };
    client = new EventBridgeClient({ endpoint: emulator.url, region: REGION, credentials });
  }, 60_000);

  afterAll(() => emulator.process.stop());

  it.each(Object.keys(patterns))('%s gets the samples that are meant for it', async (functionName) => {
    const own = cases.filter((one) => one.functionName === functionName);
    const got: string[] = [];
    for (const { sample, pattern, event } of own) {
      const command = new TestEventPatternCommand({
        EventPattern: JSON.stringify(pattern),
        Event: JSON.stringify(event),
      });
      if ((await client.send(command)).Result) got.push(sample);
    }
    expect(got).toEqual(own.filter(({ passes }) => passes).map(({ sample }) => sample));
    expect(got.length).toBeGreaterThan(0);
  });
});
