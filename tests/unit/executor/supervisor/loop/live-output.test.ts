import { keys, MAX_OUTPUT_BYTES, storedOutput } from '../../../../../events';
import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { failedRun, JOB_ID, type Program, program, runResult, World } from '../world';

const serve = (world: World, launch = 1) =>
  serveJob(world.ports, { jobId: JOB_ID, launch }, new AbortController().signal);

const keysOfOutput = (world: World) => [...world.objects.keys()].filter((key) => key.startsWith(keys.output(JOB_ID)));

/** The stored output, as a reader gets it. */
const outputOf = (world: World): string =>
  storedOutput(keysOfOutput(world))
    .chunks.map(({ key }) => world.objects.get(key))
    .join('');

/** A program that prints the parts, one every `seconds`. */
const printing =
  (parts: readonly (string | Buffer)[], world: World, result = runResult(), seconds = 0): Program =>
  async (_query, _text, onPrinted) => {
    for (const part of parts) {
      onPrinted('stdout', Buffer.from(part));
      for (let step = 0; step < 5; step += 1) await new Promise(setImmediate);
      world.now += seconds * 1000;
    }
    return result;
  };

async function outputOfParts(...parts: (string | Buffer)[]): Promise<string> {
  const world = new World().generates(program(1));
  await serve(world.runs(printing(parts, world)));
  return outputOf(world);
}

describe('the output while a program runs', () => {
  it('is stored in chunks, which begin where the one before ends', async () => {
    const world = new World().generates(program(1));
    await serve(world.runs(printing(['first\n', 'second\n'], world)));
    expect(keysOfOutput(world)).toEqual([keys.outputChunk(JOB_ID, 1, 0), keys.outputChunk(JOB_ID, 1, 6)]);
    expect(outputOf(world)).toBe('first\nsecond\n');
  });

  it('has no chunk of a program that prints nothing', async () => {
    const world = new World().generates(program(1)).runs(runResult());
    await serve(world);
    expect(keysOfOutput(world)).toEqual([]);
  });

  it('is the same text however characters and line breaks are split between parts', async () => {
    const bytes = Buffer.from('é 🎉\r\nend');
    expect(await outputOfParts(...[...bytes].map((byte) => Buffer.from([byte])))).toBe('é 🎉\nend');
  });

  it('has no control characters, and a replacement for each byte that is not UTF-8', async () => {
    expect(await outputOfParts('\u001b[31mred\u0000\u0007', Buffer.from([0xff, 0xc3]))).toBe('[31mred\ufffd\ufffd');
  });

  it('is at most 1 MB, without a partial character, and says that there was more', async () => {
    const world = new World().generates(program(1));
    const parts = Array.from({ length: 30 }, () => 'x€'.repeat(25_000));
    await serve(world.runs(printing(parts, world)));
    const text = outputOf(world);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MAX_OUTPUT_BYTES - 4);
    expect(text.replace(/x€/g, '')).toMatch(/^x?$/);
    expect(storedOutput(keysOfOutput(world)).isTruncated).toBe(true);
    expect(world.reports.get(1)?.summary.result).toBe('succeeded');
  });

  it('is not truncated at exactly 1 MB', async () => {
    const world = new World().generates(program(1));
    await serve(world.runs(printing(['x'.repeat(MAX_OUTPUT_BYTES)], world)));
    expect(Buffer.byteLength(outputOf(world))).toBe(MAX_OUTPUT_BYTES);
    expect(storedOutput(keysOfOutput(world)).isTruncated).toBe(false);
  });

  it('names each further attempt', async () => {
    const world = new World().generates(program(1), program(2));
    await serve(world.runs(printing(['one\n'], world, failedRun('a')), printing(['two\n'], world)));
    expect(outputOf(world)).toBe('one\n── attempt 2 ──\ntwo\n');
  });

  it('continues after that of an earlier launch, and names the launch', async () => {
    const world = new World().generates(program(1));
    world.objects.set(keys.outputChunk(JOB_ID, 1, 0), 'before\n');
    await serve(world.runs(printing(['after\n'], world)), 2);
    expect(outputOf(world)).toBe('before\n── launch 2, attempt 1 ──\nafter\n');
  });

  it('leaves out what an earlier launch stores late, so that offsets stay valid', async () => {
    const world = new World().generates(program(1));
    world.objects.set(keys.outputChunk(JOB_ID, 1, 0), 'before\n');
    await serve(world.runs(printing(['after\n'], world)), 2);
    const text = outputOf(world);
    world.objects.set(keys.outputChunk(JOB_ID, 1, 7), 'late\n');
    expect(outputOf(world)).toBe(text);
  });

  it('counts what earlier launches stored', async () => {
    const world = new World().generates(program(1));
    world.objects.set(keys.outputChunk(JOB_ID, 1, 0), 'x'.repeat(MAX_OUTPUT_BYTES - 100));
    await serve(world.runs(printing(['y'.repeat(200)], world)), 2);
    expect(Buffer.byteLength(outputOf(world))).toBe(MAX_OUTPUT_BYTES);
    expect(storedOutput(keysOfOutput(world)).isTruncated).toBe(true);
  });

  it('is not needed: the job succeeds where S3 refuses it, and what was refused is stored later', async () => {
    const world = new World().generates(program(1));
    world.refusesOutput = true;
    await serve(world.runs(printing(['lost\n'], world)));
    expect(world.reports.get(1)?.summary).toMatchObject({ result: 'succeeded', final: true });
    expect(keysOfOutput(world)).toEqual([]);

    const recovered = new World().generates(program(1));
    recovered.refusesOutput = true;
    const recovers: Program = async (query, text, onPrinted) => {
      await printing(['first\n'], recovered)(query, text, onPrinted);
      recovered.refusesOutput = false;
      return printing(['second\n'], recovered)(query, text, onPrinted);
    };
    await serve(recovered.runs(recovers));
    expect(outputOf(recovered)).toBe('first\nsecond\n');
  });

  it('is stored when the task is stopped', async () => {
    const world = new World().generates(program(1));
    const stop = new AbortController();
    const endless: Program = (_query, _text, onPrinted) => {
      onPrinted('stdout', Buffer.from('so far'));
      stop.abort();
      return new Promise(() => undefined);
    };
    const { ports } = world.runs(endless);
    // The task is stopped before the two seconds have passed.
    const clock = { ...ports.clock, sleep: () => new Promise<void>(() => undefined) };
    expect(await serveJob({ ...ports, clock }, { jobId: JOB_ID, launch: 1 }, stop.signal)).toBe(143);
    expect(outputOf(world)).toBe('so far');
  });

  it('is not stored where it is turned off', async () => {
    const world = new World().generates(program(1));
    const { output: _, ...ports } = world.runs(printing(['text'], world)).ports;
    expect(await serveJob(ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal)).toBe(0);
    expect(keysOfOutput(world)).toEqual([]);
  });
});
