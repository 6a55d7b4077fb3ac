import { EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { type Emulator, REGION, ROOT_KEY, startEmulator } from '../../local/emulator/ministack';
import { probePort } from '../../local/setup/ports.mjs';
import { cases } from './pattern-samples';
import { patterns } from './patterns';

// The emulator has an independent implementation of EventBridge's pattern language. CI also runs AWS's own matcher, see
// event-ruler/.
describe('event patterns', () => {
  let emulator: Emulator;
  let client: EventBridgeClient;

  beforeAll(async () => {
    emulator = await startEmulator(await probePort(0));
    const credentials = { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY };
    client = new EventBridgeClient({ endpoint: emulator.url, region: REGION, credentials });
  }, 60_000);

  afterAll(() => emulator.process.stop());

  it.each(Object.keys(patterns))('%s matches exactly its samples', async (functionName) => {
    const own = cases.filter((one) => one.functionName === functionName);
    const matched: string[] = [];
    for (const { sample, pattern, event } of own) {
      const command = new TestEventPatternCommand({
        EventPattern: JSON.stringify(pattern),
        Event: JSON.stringify(event),
      });
      if ((await client.send(command)).Result) matched.push(sample);
    }
    expect(matched).toEqual(own.filter(({ passes }) => passes).map(({ sample }) => sample));
    expect(matched.length).toBeGreaterThan(0);
  });
});
