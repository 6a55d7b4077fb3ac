import { Duplex } from 'node:stream';
import type { QueryService } from '../../../../executor/supervisor/ports';
import { type Heard, serveChannel } from '../../../../executor/supervisor/sandbox/channel';
import type { Exceeded } from '../../../../executor/supervisor/sandbox/messages';

/** The program's side of a channel: what it sends, and what came back. */
class Program extends Duplex {
  readonly got: Buffer[] = [];

  override _read() {}

  override _write(part: Buffer, _: string, done: () => void) {
    this.got.push(part);
    done();
  }

  says(...messages: unknown[]): this {
    for (const message of messages) this.push(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
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
  program.push(null);
  await serveChannel(program, heard, { query, onAbuse: (exceeded) => abuses.push(exceeded) });
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

test('what is not a message is passed over, and the rest is still served', async () => {
  const result = { answer: 'hi', values: { a: 1 }, assumptions: [], warnings: [], error: null };
  const program = new Program().says('not json', { query: { sql: 7 } }, { result });
  const { heard, abuses } = await serve(program);
  expect(program.replies()).toBe('');
  expect(heard.result).toEqual(result);
  expect(abuses).toEqual([]);
});

test('a result with more than a result has is not taken', async () => {
  const result = { answer: 'x'.repeat(60_000), values: {}, assumptions: [], warnings: [], error: null };
  expect((await serve(new Program().says({ result }))).heard.result).toBeUndefined();
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
