import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { plain } from '../plain-text';
import type { QueryReply, QueryService } from '../ports';
import { LineTooLong, linesOf } from './lines';
import { type Exceeded, FromProgram, Result } from './messages';

/** As long as the program's side of the channel allows, with some room. */
const MOST_LINE_BYTES = 1024 * 1024 + 1024;
const LINE_FEED = 10;
const LINE_END = Buffer.of(LINE_FEED);
const MOST_STATEMENTS = 200;
const MOST_MESSAGES = 1_000;
/** Of all messages of one run together. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** What a program said over its channel. */
export interface Heard {
  startedAt?: number;
  result?: Result;
}

interface Listener {
  /** The channel was used in a way that ends the program. */
  readonly onAbuse: (exceeded: Exceeded) => void;
  readonly query: QueryService;
}

/** The channel was used in a way that ends the program. */
class Abuse extends Error {
  constructor(readonly exceeded: Exceeded) {
    super(exceeded.name);
  }
}

/** Serves a program's channel until it is closed. Never rejects: whatever comes in is data. */
export async function serveChannel(stream: Duplex, heard: Heard, { onAbuse, query }: Listener): Promise<void> {
  const counted = { statements: 0, messages: 0, characters: 0 };
  const replies = new Replies(stream);
  stream.on('error', () => stream.destroy());
  try {
    for await (const line of linesOf(stream, MOST_LINE_BYTES)) {
      counted.messages += 1;
      counted.characters += line.length;
      bound('messages', counted.messages, MOST_MESSAGES, 'messages');
      bound('messages', counted.characters, MOST_CHARACTERS, 'bytes');
      const sql = act(line, replies, heard);
      // nothing comes after it: the program waits for the end of the channel, and then ends
      if (heard.result) break;
      if (sql === undefined) continue;
      counted.statements += 1;
      bound('queries', counted.statements, MOST_STATEMENTS, 'statements');
      replies.add(sql.id, () => query(sql.text));
    }
  } catch (error) {
    if (error instanceof Abuse) onAbuse(error.exceeded);
    if (error instanceof LineTooLong) {
      onAbuse({ name: 'message size', allowed: error.bytes, reached: error.bytes + 1, unit: 'bytes' });
    }
  } finally {
    stream.destroy();
  }
}

function bound(name: string, reached: number, allowed: number, unit: Exceeded['unit']): void {
  if (reached > allowed) throw new Abuse({ name, allowed, reached, unit });
}

interface Statement {
  readonly id: number | null;
  readonly text: string;
}

/**
 * Takes what the program says; a statement is what comes back. Every request gets its reply, also one that does not
 * fit: who waits for it would wait until its time is over.
 */
function act(line: string, replies: Replies, heard: Heard): Statement | undefined {
  const sent = parsed(line);
  const message = FromProgram.safeParse(sent);
  if (!message.success) {
    if (memberOf(sent, 'result') !== undefined) heard.result ??= unfit(memberOf(sent, 'result'));
    else if (memberOf(sent, 'started') === undefined) replies.add(idOf(sent), async () => NOT_UNDERSTOOD);
    return undefined;
  }
  if ('query' in message.data) return { id: idOf(sent), text: message.data.query.sql };
  if ('started' in message.data) heard.startedAt ??= Date.now();
  else heard.result = plain(message.data.result);
  return undefined;
}

const NOT_UNDERSTOOD: QueryReply = {
  ok: false,
  kind: 'refused',
  message: 'The request could not be read: query() takes one statement as text, of at most 100,000 characters.',
};

/** A result that cannot be taken over is the program's error, with the member that does not fit. */
function unfit(result: unknown): Result {
  const path = Result.safeParse(result).error?.issues[0]?.path ?? [];
  const message = `The result of the program could not be taken over: ${path.map(String).join('.').slice(0, 200)} is too long or of a wrong type.`;
  const error = { type: 'ResultError', message: plain(message), line: null, traceback: '', limit: null };
  return { answer: null, values: {}, assumptions: [], warnings: [], error };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** By this number a program tells the reply that it waits for from those of requests that it gave up. */
function idOf(sent: unknown): number | null {
  const id = memberOf(memberOf(sent, 'query'), 'id');
  return Number.isSafeInteger(id) ? (id as number) : null;
}

/**
 * Replies in the order of their requests, one at a time. Reading goes on meanwhile, so that a program that takes no
 * replies can still give its result. It holds up nothing but itself: one reply is in memory, and the wait for it to be
 * taken ends with the program, which its limits end.
 */
class Replies {
  private sent: Promise<void> = Promise.resolve();

  constructor(private readonly stream: Duplex) {}

  add(id: number | null, answer: () => Promise<QueryReply>): void {
    this.sent = this.sent
      .then(async () => {
        if (this.stream.writable) await reply(this.stream, id, await answer());
      })
      .catch(() => void this.stream.destroy());
  }
}

/** A JSON line, then the CSV, as many bytes as the line says. Returns when it is on its way. */
async function reply(stream: Duplex, id: number | null, answer: QueryReply): Promise<void> {
  if (!answer.ok) return write(stream, `${JSON.stringify({ id, ...answer, bytes: 0 })}\n`);
  const pages = answer.pages.flatMap((page) =>
    page.length === 0 || page.at(-1) === LINE_FEED ? page : [page, LINE_END],
  );
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const { columns, rows, truncated } = answer;
  await write(stream, `${JSON.stringify({ id, ok: true, columns, rows, truncated, bytes })}\n`);
  for (const page of pages) await write(stream, page);
}

async function write(stream: Duplex, text: string | Buffer): Promise<void> {
  if (!stream.writable || stream.write(text)) return;
  const settled = new AbortController();
  const either = ['drain', 'close'].map((event) => once(stream, event, { signal: settled.signal }));
  await Promise.race(either).finally(() => settled.abort());
}
