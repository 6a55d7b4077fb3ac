import { type Reading, readAnswer } from '../../../../functions/generate-code/model-response';
import type { ModelResponse } from '../../../../functions/shared/model/port';
import { prose, toolCall } from '../../../fakes/model';

const program = { plan: 'Count.', assumptions: ['a'], program: 'print(1)\n' };

const fenced = (...programs: string[]) => programs.map((text) => `\`\`\`python\n${text}\n\`\`\``).join('\nor\n');

const table: [string, ModelResponse, Partial<Reading> & object][] = [
  ['a call of the tool', toolCall(program), { kind: 'program', input: program }],
  ['a call in a turn said to be finished', toolCall(program, 'end_turn'), { kind: 'program', input: program }],
  ['a call with an unknown stop reason', toolCall(program, 'paused' as never), { kind: 'program', input: program }],
  [
    'a call with a fenced program in it',
    toolCall({ ...program, program: '```python\nprint(1)\n```' }),
    { kind: 'program', input: program },
  ],
  [
    'a call with only a program in it',
    toolCall({ program: 'print(1)\n' }),
    { kind: 'program', input: { plan: '', assumptions: [], program: 'print(1)\n' } },
  ],
  [
    'a call that says what is missing',
    toolCall({ unanswerable: 'There is no column price.' }),
    { kind: 'failure', failure: { kind: 'unanswerable', message: 'There is no column price.' } },
  ],
  ['a call with both', toolCall({ ...program, unanswerable: 'no' }), { kind: 'again' }],
  ['a call with neither', toolCall({ plan: 'x', program: ' ' }), { kind: 'again' }],
  ['a call with wrong types', toolCall({ program: 1 }), { kind: 'again', input: { program: 1 } }],
  [
    'one fenced program in prose',
    prose(`Here it is.\n${fenced('print(1)')}\nDone.`),
    { kind: 'program', input: { plan: 'Here it is.', assumptions: [], program: 'print(1)\n' } },
  ],
  ['several fenced programs', prose(fenced('a = 1', 'a = 2')), { kind: 'again' }],
  ['prose without a program', prose('The answer is probably 42.'), { kind: 'again' }],
  [
    'an empty turn',
    { stopReason: 'end_turn', output: { message: { role: 'assistant', content: [] } }, usage: undefined },
    { kind: 'again' },
  ],
  ['no message at all', { stopReason: 'end_turn', output: undefined, usage: undefined }, { kind: 'again' }],
  [
    'prose that declines',
    prose("I can't help with that."),
    { kind: 'failure', failure: { kind: 'refused', message: "The model declined: I can't help with that." } },
  ],
  ['an answer that was cut off, call or not', toolCall(program, 'max_tokens'), { kind: 'again' }],
  ['a malformed call', prose('', 'malformed_tool_use'), { kind: 'again' }],
  ['malformed output', prose('', 'malformed_model_output'), { kind: 'again' }],
  [
    'a filtered answer',
    prose('', 'content_filtered'),
    { kind: 'failure', failure: { kind: 'refused', message: expect.stringContaining('filter') } },
  ],
  [
    'a guardrail',
    prose('Blocked by policy 7.', 'guardrail_intervened'),
    { kind: 'failure', failure: { kind: 'refused', message: expect.stringContaining('Blocked by policy 7.') } },
  ],
  [
    'a full context window',
    prose('', 'model_context_window_exceeded'),
    { kind: 'failure', failure: { kind: 'model_unavailable', message: expect.stringContaining('fit') } },
  ],
];

test.each(table)('%s is read', (_, answer, expected) => {
  expect(readAnswer(answer)).toMatchObject(expected);
});

test('what was wrong with the input names the field', () => {
  expect(readAnswer(toolCall({ program: 'x', assumptions: 'none' }))).toMatchObject({
    kind: 'again',
    problem: expect.stringContaining('assumptions: expected array'),
  });
});
