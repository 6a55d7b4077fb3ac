import { evalOptions } from '../../../eval/options';
import { INJECTION, QUESTIONS } from '../../../eval/questions';

const optionsOf = (text: string) => evalOptions(text.split(' ').filter(Boolean));

test('by default the offline analyst answers the questions of the repository', async () => {
  expect(await optionsOf('')).toMatchObject({
    questions: [QUESTIONS],
    modelName: expect.stringContaining('offline analyst'),
    isReplay: false,
    floorFile: expect.stringMatching(/tests\/questions\/floor\.json$/),
  });
});

test('recordings answer also the questions about tables that instruct the model, with a separate floor', async () => {
  expect(await optionsOf('--recordings tests/recordings --check')).toMatchObject({
    questions: [QUESTIONS, INJECTION],
    isReplay: true,
    recordings: expect.stringMatching(/\/tests\/recordings$/),
    floorFile: expect.stringMatching(/tests\/recordings\/floor\.json$/),
  });
});

test('requests can be answered by hand', async () => {
  expect(await optionsOf('--record --by-hand requests --model-name reader')).toMatchObject({
    modelName: 'reader',
    recordings: expect.stringMatching(/\/tests\/recordings$/),
    requests: expect.stringMatching(/\/requests$/),
    isReplay: false,
  });
});

test.each([
  ['--check --only x', 'cannot be combined with --questions'],
  ['--record', '--record needs a model'],
  ['--record --model bedrock --check', 'Record first'],
  ['--by-hand requests', '--by-hand needs --record'],
  ['--record --by-hand requests', '--by-hand needs --model-name'],
  ['--record --by-hand requests --model-name a --model bedrock', 'Leave out --model'],
  ['--recordings tests/recordings --model bedrock', 'Add --record'],
  ['--api http://127.0.0.1:4580', '--api needs --questions FILE'],
  ['--api http://127.0.0.1:4580 --questions q.yaml --model bedrock', 'which has its model'],
  ['--api http://127.0.0.1:4580 --questions q.yaml --keep', 'cannot be combined with'],
  ['--api http://127.0.0.1:4580 --questions q.yaml --auth basic', '--auth must be'],
  ['--api nowhere --questions q.yaml', '--api must be'],
  ['--parallel 0', '--parallel must be'],
])('%s is refused with what to do', async (text, message) => {
  await expect(optionsOf(text)).rejects.toThrow(message);
});
