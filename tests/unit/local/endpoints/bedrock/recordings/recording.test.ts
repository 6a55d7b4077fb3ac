import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatRecording, parseRecording } from '../../../../../../local/endpoints/bedrock/recordings/recording';
import { recordingStore } from '../../../../../../local/endpoints/bedrock/recordings/store';
import { root } from '../../../../../../local/setup/paths';

const recording = {
  question: 'How many?',
  turn: 2,
  earlier: '00112233445566aa',
  request: '0123456789abcdef',
  model: 'model-1',
  recordedAt: '2026-11-30T22:00:00.000Z',
  seconds: 3.5,
  tokens: { inputTokens: 10, outputTokens: 5 },
  calls: [{ name: 'write_program', input: { program: 'x = 1\n' } }],
};
const text = formatRecording(recording);

describe('a recording', () => {
  it('is the same when it is read again', () => {
    expect(parseRecording(text, 'a.md')).toEqual(recording);
  });

  it.each([
    ['request', 'request: 0123456789abcdef', 'request: ffffffffffffffff'],
    ['date', 'recordedAt: 2026-11-30', 'recordedAt: 2026-12-30'],
    ['model', 'model: model-1', 'model: model-2'],
    ['response', 'x = 1', 'x = 2'],
  ])('with a changed %s is refused', (_, one, other) => {
    expect(text).toContain(one);
    expect(() => parseRecording(text.replace(one, other), 'a.md')).toThrow('a.md was changed after 2026-');
  });

  it('without its fields is refused', () => {
    expect(() => parseRecording('## write_program\n', 'a.md')).toThrow('a.md is no recording');
  });
});

describe('the recordings of the repository', () => {
  const folder = join(root, 'tests/recordings');
  const sets = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))
    : [];

  it('were not changed since they were recorded: no digest without a new date', () => {
    for (const set of sets) expect(() => recordingStore(join(folder, set)).all()).not.toThrow();
  });
});
