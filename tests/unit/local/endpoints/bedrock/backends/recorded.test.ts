import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, ConverseBody } from '../../../../../../local/endpoints/bedrock/backend';
import { byHandBackend } from '../../../../../../local/endpoints/bedrock/backends/by-hand';
import {
  type ReplayedCall,
  recordedBackend,
  recordingBackend,
} from '../../../../../../local/endpoints/bedrock/backends/recorded';

let folder: string;
let calls: ReplayedCall[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'));
  calls = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const schema = { type: 'object', properties: { program: { type: 'string' }, plan: { type: 'string' } } };

const request = (question: string, instructions = 'Write.'): ConverseBody => ({
  system: [{ text: instructions }],
  messages: [{ role: 'user', content: [{ text: `<question>\n${question}\n</question>` }] }],
  toolConfig: { tools: [{ toolSpec: { name: 'write_program', inputSchema: { json: schema } } }] },
});

/** A model whose program has the number of its call. */
function countingModel(): Backend & { readonly asked: () => number } {
  let asked = 0;
  return {
    name: 'a model',
    asked: () => asked,
    async converse() {
      asked += 1;
      const input = { program: `x = ${asked}\n` };
      const content = [
        { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } },
        { toolUse: { toolUseId: 'some', name: 'write_program', input } },
      ];
      return { output: { message: { role: 'assistant', content } }, usage: { inputTokens: 7, outputTokens: 3 } };
    },
  };
}

const replay = () => recordedBackend({ folder, onCall: (call) => calls.push(call) });
const record = (model: Backend) =>
  recordingBackend({ folder, model, modelName: 'model-1', onCall: (call) => calls.push(call) });
const states = () => calls.map((call) => call.replay);
const programOf = (body: ConverseBody): unknown =>
  (body as { output: { message: { content: { toolUse: { input: { program: string } } }[] } } }).output.message
    .content[0]?.toolUse.input.program;

describe('recordings', () => {
  it('answer the request that was recorded, with its tokens', async () => {
    const model = countingModel();
    const recorded = await record(model).converse('m', request('How many?'), signal);
    const replayed = await replay().converse('m', request('How many?'), signal);
    expect(replayed).toEqual(recorded);
    expect(replayed).toMatchObject({ usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 } });
    expect(states()).toEqual(['recorded', 'current']);
  });

  it('answer a request that has changed, as stale', async () => {
    await record(countingModel()).converse('m', request('How many?'), signal);
    const response = await replay().converse('m', request('How many?', 'Write well.'), signal);
    expect(programOf(response)).toBe('x = 1\n');
    expect(states()).toEqual(['recorded', 'stale']);
  });

  it('refuse a question without a recording, with what to do', async () => {
    await expect(replay().converse('m', request('Why?'), signal)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('npm run eval -- --record'),
    });
    expect(states()).toEqual(['missing']);
  });

  it('have a model asked only for what is stale or missing', async () => {
    const model = countingModel();
    const backend = record(model);
    await backend.converse('m', request('How many?'), signal);
    await backend.converse('m', request('How many?'), signal);
    expect(model.asked()).toBe(1);
    await backend.converse('m', request('How many?', 'Write well.'), signal);
    expect(model.asked()).toBe(2);
    expect(programOf(await replay().converse('m', request('How many?', 'Write well.'), signal))).toBe('x = 2\n');
    expect(states()).toEqual(['recorded', 'current', 'recorded', 'current']);
  });

  it('refuse a file that was changed by hand', async () => {
    await record(countingModel()).converse('m', request('How many?'), signal);
    const name = readdirSync(folder).find((one) => one.endsWith('.response.md')) ?? '';
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replace('x = 1', 'x = 3'));
    await expect(replay().converse('m', request('How many?'), signal)).rejects.toThrow('was changed after');
  });

  it('keep only the instructions of their requests', async () => {
    const backend = record(countingModel());
    const instructions = () => readdirSync(folder).filter((name) => name.startsWith('instructions-')).length;
    await backend.converse('m', request('How many?'), signal);
    await backend.converse('m', request('Why?', 'Write well.'), signal);
    expect(instructions()).toBe(2);
    await backend.converse('m', request('How many?', 'Write well.'), signal);
    expect(instructions()).toBe(1);
  });

  it('keep the request next to the response', async () => {
    await record(countingModel()).converse('m', request('How many?'), signal);
    const names = readdirSync(folder).sort();
    expect(names).toEqual([
      expect.stringMatching(/^how-many-[0-9a-f]{8}-1\.request\.md$/),
      expect.stringMatching(/^how-many-[0-9a-f]{8}-1\.response\.md$/),
      expect.stringMatching(/^instructions-[0-9a-f]{16}\.md$/),
    ]);
    expect(readFileSync(join(folder, names[0] ?? ''), 'utf8')).toContain('How many?');
  });
});

describe('a model that is asked by hand', () => {
  const requestFile = () => readdirSync(folder).find((one) => one.endsWith('.request.md')) ?? '';
  const answer = (text: string) => writeFileSync(join(folder, requestFile().replace('.request.', '.response.')), text);

  it('gets its requests as files, and answers from the files next to them', async () => {
    const backend = byHandBackend(folder);
    await expect(backend.converse('m', request('How many?'), signal)).rejects.toThrow('does not exist yet.');
    answer('## write_program\n\nplan: Count.\n\n```python\nx = 1\n```\n');
    const response = await backend.converse('m', request('How many?'), signal);
    expect(programOf(response)).toBe('x = 1\n');
    expect((response as { usage: { inputTokens: number } }).usage.inputTokens).toBeGreaterThan(10);
  });

  it('is asked again when the request has changed', async () => {
    const backend = byHandBackend(folder);
    await expect(backend.converse('m', request('How many?'), signal)).rejects.toThrow('does not exist yet.');
    answer('## write_program\n```python\nx = 1\n```\n');
    await expect(backend.converse('m', request('How many?', 'Write well.'), signal)).rejects.toThrow(
      'does not exist yet.',
    );
  });

  it.each([
    ['x = 1\n', 'before the first call'],
    ['## search\nterm: x\n', 'There is no tool search'],
    ['## write_program\nprogramme: x\n', 'has no field programme'],
  ])('has its response %j refused with the file and what to do', async (text, message) => {
    const backend = byHandBackend(folder);
    await expect(backend.converse('m', request('How many?'), signal)).rejects.toThrow('does not exist yet.');
    answer(text);
    await expect(backend.converse('m', request('How many?'), signal)).rejects.toThrow(message);
  });
});
