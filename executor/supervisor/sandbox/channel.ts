import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { plain } from '../plain-text';
import type { QueryResult, QueryService } from '../ports';
import { LineTooLong, linesOf } from './lines';
import { type ExceededLimit, ProgramMessage, ProgramResult } from './messages';

/** Slightly more than the program's side of the channel sends. */
const MAX_LINE_BYTES = 1024 * 1024 + 1024;
const LINE_FEED = 10;
const LINE_END = Buffer.of(LINE_FEED);
const MAX_STATEMENTS = 200;
const MAX_MESSAGES = 1_000;
/** Of all messages of one run together. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** What a program has sent over its channel. */
export interface ChannelState {
  /** Milliseconds since the epoch. */
  startedAt?: number;
  result?: ProgramResult;
}

interface ChannelOptions {
  /** Called when the program exceeds a limit of the channel. */
  readonly onViolation: (exceeded: ExceededLimit) => void;
  readonly query: QueryService;
}

class ChannelViolation extends Error {
  constructor(readonly exceeded: ExceededLimit) {
    super(exceeded.name);
  }
}

/** Serves a program's channel until it is closed. Never rejects: all input is untrusted data. */
export async function serveChannel(
  stream: Duplex,
  state: ChannelState,
  { onViolation, query }: ChannelOptions,
): Promise<void> {
  const counts = { statements: 0, messages: 0, characters: 0 };
  const responses = new ResponseQueue(stream);
  stream.on('error', () => stream.destroy());
  try {
    for await (const line of linesOf(stream, MAX_LINE_BYTES)) {
      counts.messages += 1;
      counts.characters += line.length;
      checkLimit('messages', counts.messages, MAX_MESSAGES, 'messages');
      checkLimit('messages', counts.characters, MAX_CHARACTERS, 'bytes');
      const statement = handleLine(line, responses, state);
      // The result is the last message: the program waits for the channel to close and then exits.
      if (state.result) break;
      if (statement === undefined) continue;
      counts.statements += 1;
      checkLimit('queries', counts.statements, MAX_STATEMENTS, 'statements');
      responses.add(statement.id, () => query(statement.sql));
    }
  } catch (error) {
    if (error instanceof ChannelViolation) onViolation(error.exceeded);
    if (error instanceof LineTooLong) {
      onViolation({ name: 'message size', allowed: error.maxBytes, reached: error.maxBytes + 1, unit: 'bytes' });
    }
  } finally {
    stream.destroy();
  }
}

function checkLimit(name: string, reached: number, allowed: number, unit: ExceededLimit['unit']): void {
  if (reached > allowed) throw new ChannelViolation({ name, allowed, reached, unit });
}

interface StatementRequest {
  readonly id: number | null;
  readonly sql: string;
}

/**
 * Records a message in `state`, or returns the statement that it requests. An invalid request gets a response too, or
 * the program would wait for one until its timeout.
 */
function handleLine(line: string, responses: ResponseQueue, state: ChannelState): StatementRequest | undefined {
  const json = parseJson(line);
  const message = ProgramMessage.safeParse(json);
  if (!message.success) {
    if (memberOf(json, 'result') !== undefined) state.result ??= invalidResult(memberOf(json, 'result'));
    else if (memberOf(json, 'started') === undefined) responses.add(idOf(json), async () => INVALID_REQUEST);
    return undefined;
  }
  if ('query' in message.data) return { id: idOf(json), sql: message.data.query.sql };
  if ('started' in message.data) state.startedAt ??= Date.now();
  else state.result = plain(message.data.result);
  return undefined;
}

const INVALID_REQUEST: QueryResult = {
  ok: false,
  kind: 'refused',
  message: 'The request could not be read: query() takes one statement as a string of at most 100,000 characters.',
};

/** An invalid result becomes an error of the program that names the invalid member. */
function invalidResult(result: unknown): ProgramResult {
  const path = ProgramResult.safeParse(result).error?.issues[0]?.path ?? [];
  const member = path.map(String).join('.').slice(0, 200);
  const message = `The program returned an invalid result: ${member} is too long or has the wrong type.`;
  const error = { type: 'ResultError', message: plain(message), line: null, traceback: '', limit: null };
  return { answer: null, values: {}, assumptions: [], warnings: [], error };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** The id of a request, by which the program ignores responses to requests that it has abandoned. */
function idOf(json: unknown): number | null {
  const id = memberOf(memberOf(json, 'query'), 'id');
  return Number.isSafeInteger(id) ? (id as number) : null;
}

/**
 * Sends responses in the order of their requests, one at a time, so that only one is in memory. Requests are read
 * meanwhile: a program that does not read its responses can still send its result.
 */
class ResponseQueue {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly stream: Duplex) {}

  add(id: number | null, execute: () => Promise<QueryResult>): void {
    this.last = this.last
      .then(async () => {
        if (this.stream.writable) await send(this.stream, id, await execute());
      })
      .catch(() => void this.stream.destroy());
  }
}

/** Writes a line of JSON and then the CSV, whose length the line has. Resolves when the stream accepts more. */
async function send(stream: Duplex, id: number | null, result: QueryResult): Promise<void> {
  if (!result.ok) return write(stream, `${JSON.stringify({ id, ...result, bytes: 0 })}\n`);
  const pages = result.pages.flatMap((page) =>
    page.length === 0 || page.at(-1) === LINE_FEED ? page : [page, LINE_END],
  );
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const { columns, rows, truncated } = result;
  await write(stream, `${JSON.stringify({ id, ok: true, columns, rows, truncated, bytes })}\n`);
  for (const page of pages) await write(stream, page);
}

async function write(stream: Duplex, text: string | Buffer): Promise<void> {
  if (!stream.writable || stream.write(text)) return;
  const settled = new AbortController();
  const drainOrClose = ['drain', 'close'].map((event) => once(stream, event, { signal: settled.signal }));
  await Promise.race(drainOrClose).finally(() => settled.abort());
}
