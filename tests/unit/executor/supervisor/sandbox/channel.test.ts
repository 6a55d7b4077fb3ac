import { Duplex } from 'node:stream';
import type { QueryService } from '../../../../../executor/supervisor/ports';
import { type ChannelState, serveChannel } from '../../../../../executor/supervisor/sandbox/channel';
import type { ExceededLimit } from '../../../../../executor/supervisor/sandbox/messages';

/** The program's end of a channel. */
class Program extends Duplex {
  private readonly received: Buffer[] = [];
  private requests = 0;
  private onAllResponses: () => void = () => undefined;
  /** Resolves when every request has a response. */
  readonly allResponses = new Promise<void>((resolve) => {
    this.onAllResponses = resolve;
  });

  override _read() {}

  override _write(part: Buffer, _: string, done: () => void) {
    this.received.push(part);
    if (this.responses().split('"bytes":').length > this.requests) setImmediate(this.onAllResponses);
    done();
  }

  sends(...messages: unknown[]): this {
    for (const message of messages) {
      const line = typeof message === 'string' ? message : JSON.stringify(message);
      if (!/"(result|started)"/.test(line)) this.requests += 1;
      this.push(`${line}\n`);
    }
    if (this.requests === 0) setImmediate(this.onAllResponses);
    return this;
  }

  responses(): string {
    return Buffer.concat(this.received).toString();
  }
}

async function serve(
  program: Program,
  query: QueryService = async () => ({ ok: false, kind: 'failed', message: 'x' }),
) {
  const state: ChannelState = {};
  const violations: ExceededLimit[] = [];
  const served = serveChannel(program, state, { query, onViolation: (exceeded) => violations.push(exceeded) });
  // The program closes its end when it has its responses.
  await Promise.race([served, program.allResponses]);
  program.push(null);
  await served;
  return { state, violations };
}

test('a response is a line of JSON and the CSV, whose length the line has', async () => {
  const program = new Program().sends({ query: { sql: 'select 1', name: null } });
  await serve(program, async () => ({
    ok: true,
    columns: [{ name: 'a', type: 'varchar' }],
    pages: ['é\n', '', '2'].map((page) => Buffer.from(page)),
    rows: 2,
    truncated: false,
  }));
  const [head = '', ...rest] = program.responses().split('\n');
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

test('statements run one after another, even if sent at once', async () => {
  const order: string[] = [];
  const program = new Program().sends({ query: { sql: 'a', name: null } }, { query: { sql: 'b', name: null } });
  await serve(program, async (sql) => {
    order.push(`${sql} begins`);
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push(`${sql} ends`);
    return { ok: false, kind: 'failed', message: '' };
  });
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test.each([
  ['invalid JSON', 'not json', null],
  ['an incomplete message', '{"query": {"sql": "select', null],
  ['not an object', 'null', null],
  ['a message of an unknown kind', { hello: 1 }, null],
  ['a statement that is a number', { query: { sql: 7, id: 3 } }, 3],
  ['a request without a statement', { query: { id: 4 } }, 4],
  ['a query that is a string', { query: 'select 1' }, null],
  ['a statement that is too long', { query: { sql: 'x'.repeat(200_001), id: 5 } }, 5],
  ['an id that is not a safe integer', { query: { sql: 7, id: 1e300 } }, null],
])('an invalid request gets a response, and the next one is served: %s', async (_, message, id) => {
  const program = new Program().sends(message, { query: { sql: 'select 1', id: 9 } });
  const { violations } = await serve(program);
  const [first = '', second = ''] = program.responses().split('\n');
  expect(JSON.parse(first)).toMatchObject({ id, ok: false, kind: 'refused', bytes: 0 });
  expect(JSON.parse(first).message).toContain('could not be read');
  expect(JSON.parse(second)).toMatchObject({ id: 9, ok: false, kind: 'failed' });
  expect(violations).toEqual([]);
});

test('a program that reads no response can still send its result, and no further statement runs', async () => {
  const result = { answer: 'hi', values: {}, assumptions: [], warnings: [], error: null };
  const program = new Program({ highWaterMark: 10 });
  program._write = () => undefined;
  program.sends('not json', { query: { sql: 'a' } }, { query: { sql: 'b' } }, { result });
  const statements: string[] = [];
  const state: ChannelState = {};
  const query: QueryService = async (sql) => {
    statements.push(sql);
    return { ok: false, kind: 'failed', message: '' };
  };
  await serveChannel(program, state, { query, onViolation: () => undefined });
  expect(state.result).toEqual(result);
  expect(statements).toEqual([]);
});

test.each([
  ['answer', { answer: 'x'.repeat(100_001) }],
  ['values.a', { values: { a: [1] } }],
  ['warnings.0', { warnings: ['x'.repeat(3_000)] }],
])('an invalid result is an error that names the invalid member: %s', async (name, part) => {
  const result = { answer: 'hi', values: {}, assumptions: [], warnings: [], error: null, ...part };
  const { state } = await serve(new Program().sends({ result }));
  expect(state.result).toMatchObject({ answer: null, error: { type: 'ResultError' } });
  expect(state.result?.error?.message).toContain(` ${name} is too long`);
});

test.each([
  ['an unterminated line', () => new Program().sends('x'.repeat(2_000_000)), 'message size'],
  ['too many messages', () => new Program().sends(...new Array(1_001).fill({ started: 1 })), 'messages'],
  [
    'too many statements',
    () => new Program().sends(...new Array(201).fill({ query: { sql: 'select 1', name: null } })),
    'queries',
  ],
])('%s ends the program', async (_, program, name) => {
  expect((await serve(program())).violations[0]?.name).toBe(name);
});

test('the start time is that of the first message', async () => {
  const { state } = await serve(new Program().sends({ started: 1 }, { started: 2 }));
  expect(state.startedAt).toBeGreaterThan(Date.now() - 5_000);
});
