import { Duplex } from 'node:stream';
import type { QueryService } from '../../../../../executor/supervisor/ports';
import { type Heard, serveChannel } from '../../../../../executor/supervisor/sandbox/channel';
import type { Exceeded } from '../../../../../executor/supervisor/sandbox/messages';

/** The program's side of a channel: what it sends, and what came back. */
class Program extends Duplex {
  readonly got: Buffer[] = [];
  private asked = 0;
  private whenAnswered: () => void = () => undefined;
  /** Resolves when there are as many heads of replies as there were requests. */
  readonly answered = new Promise<void>((resolve) => {
    this.whenAnswered = resolve;
  });

  override _read() {}

  override _write(part: Buffer, _: string, done: () => void) {
    this.got.push(part);
    if (this.replies().split('"bytes":').length > this.asked) setImmediate(this.whenAnswered);
    done();
  }

  says(...messages: unknown[]): this {
    for (const message of messages) {
      const line = typeof message === 'string' ? message : JSON.stringify(message);
      if (!/"(result|started)"/.test(line)) this.asked += 1;
      this.push(`${line}\n`);
    }
    if (this.asked === 0) setImmediate(this.whenAnswered);
    return this;
  }

  replies(): string {
    return Buffer.concat(this.got).toString();
  }
}

async function serve(
  program: Program,
  query: QueryService = async () => ({ ok: false, kind: 'failed', message: 'x' }),
) {
  const heard: Heard = {};
  const abuses: Exceeded[] = [];
  const served = serveChannel(program, heard, { query, onAbuse: (exceeded) => abuses.push(exceeded) });
  // it closes its side when it has its replies
  await Promise.race([served, program.answered]);
  program.push(null);
  await served;
  return { heard, abuses };
}

test('a reply is a line of JSON and as many bytes of CSV as it says', async () => {
  const program = new Program().says({ query: { sql: 'select 1', name: null } });
  await serve(program, async () => ({
    ok: true,
    columns: [{ name: 'a', type: 'varchar' }],
    pages: ['é\n', '', '2'].map((page) => Buffer.from(page)),
    rows: 2,
    truncated: false,
  }));
  const [head = '', ...rest] = program.replies().split('\n');
  expect(JSON.parse(head)).toEqual({
    id: null,
    ok: true,
    columns: [{ name: 'a', type: 'varchar' }],
    rows: 2,
    truncated: false,
    bytes: 5,
  });
  expect(rest.join('\n')).toBe('é\n2\n');
});

test('statements are run one after another, whatever was sent at once', async () => {
  const order: string[] = [];
  const program = new Program().says({ query: { sql: 'a', name: null } }, { query: { sql: 'b', name: null } });
  await serve(program, async (sql) => {
    order.push(`${sql} begins`);
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push(`${sql} ends`);
    return { ok: false, kind: 'failed', message: '' };
  });
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test.each([
  ['no JSON', 'not json', null],
  ['half of a message', '{"query": {"sql": "select', null],
  ['no object', 'null', null],
  ['a message of an unknown kind', { hello: 1 }, null],
  ['a statement that is a number', { query: { sql: 7, id: 3 } }, 3],
  ['a request without a statement', { query: { id: 4 } }, 4],
  ['a query that is a text', { query: 'select 1' }, null],
  ['a statement that is too long', { query: { sql: 'x'.repeat(200_001), id: 5 } }, 5],
  ['a number that is none', { query: { sql: 7, id: 1e300 } }, null],
])('a request that does not fit is answered, and the rest is still served: %s', async (_, message, id) => {
  const program = new Program().says(message, { query: { sql: 'select 1', id: 9 } });
  const { abuses } = await serve(program);
  const [first = '', second = ''] = program.replies().split('\n');
  expect(JSON.parse(first)).toMatchObject({ id, ok: false, kind: 'refused', bytes: 0 });
  expect(JSON.parse(first).message).toContain('could not be read');
  expect(JSON.parse(second)).toMatchObject({ id: 9, ok: false, kind: 'failed' });
  expect(abuses).toEqual([]);
});

test('a program that takes no reply can still give its result, and is served no further statement', async () => {
  const result = { answer: 'hi', values: {}, assumptions: [], warnings: [], error: null };
  const program = new Program({ highWaterMark: 10 });
  program._write = () => undefined;
  program.says('not json', { query: { sql: 'a' } }, { query: { sql: 'b' } }, { result });
  const asked: string[] = [];
  const heard: Heard = {};
  const query: QueryService = async (sql) => {
    asked.push(sql);
    return { ok: false, kind: 'failed', message: '' };
  };
  await serveChannel(program, heard, { query, onAbuse: () => undefined });
  expect(heard.result).toEqual(result);
  expect(asked).toEqual([]);
});

test.each([
  ['answer', { answer: 'x'.repeat(100_001) }],
  ['values.a', { values: { a: [1] } }],
  ['warnings.0', { warnings: ['x'.repeat(3_000)] }],
])('a result that does not fit is an error that names what does not: %s', async (name, part) => {
  const result = { answer: 'hi', values: {}, assumptions: [], warnings: [], error: null, ...part };
  const { heard } = await serve(new Program().says({ result }));
  expect(heard.result).toMatchObject({ answer: null, error: { type: 'ResultError' } });
  expect(heard.result?.error?.message).toContain(` ${name} is too long`);
});

test.each([
  ['a line without an end', () => new Program().says('x'.repeat(2_000_000)), 'message size'],
  ['too many messages', () => new Program().says(...new Array(1_001).fill({ started: 1 })), 'messages'],
  [
    'too many statements',
    () => new Program().says(...new Array(201).fill({ query: { sql: 'select 1', name: null } })),
    'queries',
  ],
])('%s ends the program', async (_, program, name) => {
  expect((await serve(program())).abuses[0]?.name).toBe(name);
});

test('the time of the first line is the first one told', async () => {
  const { heard } = await serve(new Program().says({ started: 1 }, { started: 2 }));
  expect(heard.startedAt).toBeGreaterThan(Date.now() - 5_000);
});
