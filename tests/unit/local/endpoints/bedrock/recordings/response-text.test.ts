import {
  checkCalls,
  formatResponseText,
  parseResponseText,
} from '../../../../../../local/endpoints/bedrock/recordings/response-text';

const program = 'from interpreter import answer\nanswer("""\n## Not a call\n```python\nx\n```\n""")\n';

describe('the text of a response', () => {
  it('has calls with fields, and a program as a block', () => {
    const text =
      '## write_program\n\nplan: |\n  Count: the orders.\nassumptions:\n  - One.\n\n```python\nx = 1\n\n## y\n```\n';
    expect(parseResponseText(text)).toEqual([
      {
        name: 'write_program',
        input: { plan: 'Count: the orders.\n', assumptions: ['One.'], program: 'x = 1\n\n## y\n' },
      },
    ]);
  });

  it('can have several calls', () => {
    const text = '## look\ntable: orders\ncolumn: status\n\n## look\ntable: orders\ncolumn: channel\n';
    expect(parseResponseText(text).map(({ input }) => input.column)).toEqual(['status', 'channel']);
  });

  it.each([
    [[{ name: 'write_program', input: { plan: 'A: b', assumptions: ['#1', 'yes', '2'], program } }]],
    [[{ name: 'write_program', input: { program: 'no end of line' } }]],
    [[{ name: 'write_program', input: { program: '' } }]],
    [
      [
        { name: 'look', input: { table: 'a', where: [{ column: 'b', op: '>', value: 3 }] } },
        { name: 'look', input: {} },
      ],
    ],
    [[{ name: 'unanswerable', input: { reason: 'None:\n  - x\n', choices: [{ question: '## Q?', tables: [] }] } }]],
  ])('gives the same calls when read again: %j', (calls) => {
    expect(parseResponseText(formatResponseText(calls))).toEqual(calls);
  });

  it.each([
    ['', 'There is no call'],
    ['Here it is:\n## write_program\n', 'before the first call'],
    ['## write_program\nplan: a: b\n', 'plan: |'],
    ['## write_program\nJust a text\n', 'FIELD: value'],
    ['## write_program\n```python\nx\n', 'has no end'],
    ['## write_program\n```python\nx\n```\n```python\ny\n```\n', 'two blocks'],
    ['## write_program\nprogram: x\n```python\ny\n```\n', 'a program twice'],
  ])('%j is refused with what to do', (text, message) => {
    expect(() => parseResponseText(text)).toThrow(message);
  });
});

describe('the calls of a response', () => {
  const schema = { type: 'object', properties: { table: { type: 'string' } }, required: ['table'] };
  const tools = [{ name: 'look', schema }];

  it.each([
    [{ name: 'search', input: {} }, 'There is no tool search. The request offers: look.'],
    [{ name: 'look', input: { table: 'a', tabel: 'a' } }, 'look has no field tabel. It has: table.'],
    [{ name: 'look', input: { table: 3 } }, 'The call of look is not valid: table'],
    [{ name: 'look', input: {} }, 'The call of look is not valid: table'],
  ])('%j is refused', (call, message) => {
    expect(() => checkCalls([call], tools)).toThrow(message);
  });

  it('are accepted if they match', () => {
    expect(() => checkCalls([{ name: 'look', input: { table: 'a' } }], tools)).not.toThrow();
  });
});
