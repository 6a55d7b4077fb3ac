import { type ParsedResponse, parseResponse } from '../../../../functions/generate-code/model-response';
import type { ModelResponse } from '../../../../functions/shared/model/port';
import { prose, toolCall, toolCalls } from '../../../fakes/model';

const program = { plan: 'Count.', assumptions: ['a'], program: 'print(1)\n' };

const fenced = (...programs: string[]) => programs.map((text) => `\`\`\`python\n${text}\n\`\`\``).join('\nor\n');

const responses: [string, ModelResponse, Partial<ParsedResponse> & object][] = [
  ['a tool call', toolCall(program), { kind: 'program', input: program }],
  ['a tool call with the stop reason end_turn', toolCall(program, 'end_turn'), { kind: 'program', input: program }],
  [
    'a tool call with an unknown stop reason',
    toolCall(program, 'paused' as never),
    { kind: 'program', input: program },
  ],
  [
    'a tool call with a fenced program',
    toolCall({ ...program, program: '```python\nprint(1)\n```' }),
    { kind: 'program', input: program },
  ],
  [
    'a tool call with nothing but a program',
    toolCall({ program: 'print(1)\n' }),
    { kind: 'program', input: { plan: '', assumptions: [], program: 'print(1)\n' } },
  ],
  [
    'a tool call with unanswerable',
    toolCall({ unanswerable: 'There is no column price.' }),
    { kind: 'unanswerable', reason: 'There is no column price.', choices: [] },
  ],
  [
    'a call of unanswerable with choices',
    toolCalls([
      'unanswerable',
      { reason: 'Which price?', choices: [{ question: 'What is the mean price?', tables: ['a'], columns: ['price'] }] },
    ]),
    {
      kind: 'unanswerable',
      reason: 'Which price?',
      choices: [{ question: 'What is the mean price?', tables: ['a'], columns: ['price'] }],
    },
  ],
  [
    'a call of unanswerable with choices that are partly not valid',
    toolCalls([
      'unanswerable',
      { reason: 'Which?', choices: ['How many?', { tables: [] }, { question: 'How many?', tables: 'a' }] },
    ]),
    { kind: 'unanswerable', reason: 'Which?', choices: [{ question: 'How many?', tables: ['a'], columns: [] }] },
  ],
  [
    'a reason with choices in write_program',
    toolCall({ unanswerable: { reason: 'Which price?', choices: [] } }),
    { kind: 'unanswerable', reason: 'Which price?', choices: [] },
  ],
  ['a call of unanswerable without a reason', toolCalls(['unanswerable', { reason: ' ' }]), { kind: 'retry' }],
  [
    'calls of both tools',
    toolCalls(['unanswerable', { reason: 'Which?' }], ['write_program', program]),
    { kind: 'program', input: program },
  ],
  [
    'looks',
    toolCalls(['look', { table: 'a' }], ['look', { table: 'b' }]),
    {
      kind: 'looks',
      calls: [
        { toolUseId: 'call0', input: { table: 'a' } },
        { toolUseId: 'call1', input: { table: 'b' } },
      ],
    },
  ],
  [
    'a program and looks',
    toolCalls(['look', { table: 'a' }], ['write_program', program]),
    { kind: 'program', input: program },
  ],
  [
    'a tool call with program and unanswerable',
    toolCall({ ...program, unanswerable: 'There is no price.' }),
    { kind: 'retry' },
  ],
  ['a tool call with neither', toolCall({ plan: 'x', program: ' ' }), { kind: 'retry' }],
  ['a tool call with wrong types', toolCall({ program: 1 }), { kind: 'retry' }],
  [
    'one fenced program in prose',
    prose(`Here it is.\n${fenced('print(1)')}\nDone.`),
    { kind: 'program', input: { plan: 'Here it is.', assumptions: [], program: 'print(1)\n' } },
  ],
  ['several fenced programs', prose(fenced('a = 1', 'a = 2')), { kind: 'retry' }],
  ['prose without a program', prose('The answer is probably 42.'), { kind: 'retry' }],
  [
    'an empty turn',
    { stopReason: 'end_turn', output: { message: { role: 'assistant', content: [] } }, usage: undefined },
    { kind: 'retry' },
  ],
  ['no message at all', { stopReason: 'end_turn', output: undefined, usage: undefined }, { kind: 'retry' }],
  [
    'prose that refuses',
    prose("I can't help with that."),
    { kind: 'failure', failure: { kind: 'refused', message: "The model declined: I can't help with that." } },
  ],
  ['a truncated response, with or without a tool call', toolCall(program, 'max_tokens'), { kind: 'retry' }],
  ['a malformed tool call', prose('', 'malformed_tool_use'), { kind: 'retry' }],
  ['malformed output', prose('', 'malformed_model_output'), { kind: 'retry' }],
  [
    'a filtered response',
    prose('', 'content_filtered'),
    { kind: 'failure', failure: { kind: 'refused', message: expect.stringContaining('filter') } },
  ],
  [
    'a guardrail',
    prose('Blocked by policy 7.', 'guardrail_intervened'),
    { kind: 'failure', failure: { kind: 'refused', message: expect.stringContaining('Blocked by policy 7.') } },
  ],
  ['a full context window', prose('', 'model_context_window_exceeded'), { kind: 'context exceeded' }],
];

test.each(responses)('%s', (_, response, expected) => {
  expect(parseResponse(response)).toMatchObject(expected);
});

test('a problem with the input names the field', () => {
  expect(parseResponse(toolCall({ program: 'x', assumptions: 7 }))).toMatchObject({
    kind: 'retry',
    problem: expect.stringContaining('assumptions: expected array'),
  });
});

describe('a program with a field that stands for nothing', () => {
  test.each([null, 'none', 'None.', 'null', 'N/A', 'not applicable', '', '-', false])('%j is a program', (nothing) => {
    const given = { plan: nothing, assumptions: nothing, unanswerable: nothing, program: 'print(1)\n' };
    const input = { plan: '', assumptions: [], program: 'print(1)\n' };
    expect(parseResponse(toolCall(given))).toEqual({ kind: 'program', input });
  });

  test('a reason that only starts with such a word is a reason', () => {
    const reason = 'No table has prices.';
    expect(parseResponse(toolCall({ program: null, unanswerable: reason }))).toMatchObject({
      kind: 'unanswerable',
      reason,
    });
  });

  test('a list is a text, and a text a list, where the schema wants the other', () => {
    const given = { plan: ['Count.', 'Answer.'], assumptions: 'A shop is a row.', program: 'print(1)\n' };
    const input = { plan: 'Count.\nAnswer.', assumptions: ['A shop is a row.'], program: 'print(1)\n' };
    expect(parseResponse(toolCall(given))).toEqual({ kind: 'program', input });
  });
});
