import { requestText } from '../../../../../../local/endpoints/bedrock/recordings/request-text';

const tables = (fields: object = {}) =>
  `Data.\n<tables>\n${JSON.stringify({ schema: 'public', ...fields, tables: [{ name: 'orders', sample: [{ age: '20' }] }] })}\n</tables>`;

const tool = { toolSpec: { name: 'write_program', inputSchema: { json: { type: 'object', properties: {} } } } };

const request = ({ jobId = 'job-1', system = 'Write.', first = tables(), more = [] as object[] } = {}) => ({
  system: [{ text: system }, { cachePoint: { type: 'default' } }],
  messages: [{ role: 'user', content: [{ text: first }, { text: '<question>\nHow many?\n</question>' }] }, ...more],
  inferenceConfig: { maxTokens: 8192 },
  toolConfig: { tools: [tool], toolChoice: { any: {} } },
  requestMetadata: { jobId, attempt: '1' },
});

const failed = (text: string) => [
  { role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'write_program', input: { program: 'x' } } }] },
  { role: 'user', content: [{ toolResult: { toolUseId: 'a', status: 'error', content: [{ text }] } }] },
];

describe('a request as text', () => {
  it('has the question, the turn and the digest of the earlier results', () => {
    expect(requestText(request())).toMatchObject({ question: 'How many?', turn: 1 });
    expect(requestText(request()).earlier).toBeUndefined();
    const repair = requestText(request({ more: failed('KeyError') }));
    expect(repair).toMatchObject({ question: 'How many?', turn: 2, earlier: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(requestText(request({ more: failed('ValueError') })).earlier).not.toBe(repair.earlier);
  });

  it('has the last question of a conversation', () => {
    const more = [...failed('no'), { role: 'user', content: [{ text: '<question>\nAnd now?\n</question>' }] }];
    expect(requestText(request({ more })).question).toBe('And now?');
  });

  it('counts a remark as an earlier result, and described tables not', () => {
    const remark = request({ more: [] });
    const [{ content }] = remark.messages as [{ content: object[] }];
    content.push({ text: 'Call the tool.' });
    expect(requestText(remark)).toMatchObject({ turn: 1, earlier: expect.any(String) });
  });

  it.each([
    ['the id of the job', request({ jobId: 'job-2', more: failed('in job-2') }), request({ more: failed('in job-1') })],
    ['the age of the tables', request({ first: tables({ age: '3 hours' }) }), request()],
    [
      'temporary paths',
      request({ more: failed('File "/tmp/a1/x.py"') }),
      request({ more: failed('File "/tmp/b/x.py"') }),
    ],
    ['cache points and limits', { ...request(), inferenceConfig: { maxTokens: 1 } }, request()],
  ])('is the same whatever %s', (_, one, other) => {
    expect(requestText(one).digest).toBe(requestText(other).digest);
    expect(requestText(one).earlier).toBe(requestText(other).earlier);
  });

  it.each([
    ['the instructions', request({ system: 'Write well.' })],
    ['the tools', { ...request(), toolConfig: { tools: [] } }],
    ['a value of a table', request({ first: tables().replace('"20"', '"21"') })],
    ['a result', request({ more: failed('KeyError') })],
  ])('differs with %s', (_, other) => {
    expect(requestText(other).digest).not.toBe(requestText(request()).digest);
  });
});
