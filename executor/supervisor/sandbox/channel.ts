import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { plain } from '../plain-text';
import type { QueryReply, QueryService } from '../ports';
import { LineTooLong, linesOf } from './lines';
import { type Exceeded, FromProgram, type Result } from './messages';

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

/** Serves a program's channel until it is closed. Never rejects: whatever comes in is data. */
export async function serveChannel(stream: Duplex, heard: Heard, listener: Listener): Promise<void> {
  const counted = { statements: 0, messages: 0, characters: 0 };
  try {
    for await (const line of linesOf(stream, MOST_LINE_BYTES)) {
      counted.messages += 1;
      if (counted.messages > MOST_MESSAGES) {
        listener.onAbuse({ name: 'messages', allowed: MOST_MESSAGES, reached: counted.messages, unit: 'messages' });
        break;
      }
      counted.characters += line.length;
      if (counted.characters > MOST_CHARACTERS) {
        listener.onAbuse({ name: 'messages', allowed: MOST_CHARACTERS, reached: counted.characters, unit: 'bytes' });
        break;
      }
      await act(line, stream, heard, counted, listener);
    }
  } catch (error) {
    if (error instanceof LineTooLong) {
      listener.onAbuse({ name: 'message size', allowed: error.bytes, reached: error.bytes + 1, unit: 'bytes' });
    }
  } finally {
    stream.destroy();
  }
}

async function act(
  line: string,
  stream: Duplex,
  heard: Heard,
  counted: { statements: number },
  { query, onAbuse }: Listener,
): Promise<void> {
  const message = FromProgram.safeParse(parsed(line));
  // not answered: who sends such things may not read, and an answer that nobody takes would stop this side
  if (!message.success) return;
  if ('started' in message.data) heard.startedAt ??= Date.now();
  else if ('result' in message.data) heard.result = plain(message.data.result);
  else {
    counted.statements += 1;
    if (counted.statements > MOST_STATEMENTS) {
      return onAbuse({ name: 'queries', allowed: MOST_STATEMENTS, reached: counted.statements, unit: 'statements' });
    }
    await reply(stream, await query(message.data.query.sql));
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A JSON line, then the CSV, as many bytes as the line says. Returns when it is on its way. */
async function reply(stream: Duplex, answer: QueryReply): Promise<void> {
  if (!answer.ok) return write(stream, `${JSON.stringify({ ...answer, bytes: 0 })}\n`);
  const pages = answer.pages.flatMap((page) =>
    page.length === 0 || page.at(-1) === LINE_FEED ? page : [page, LINE_END],
  );
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const { columns, rows, truncated } = answer;
  await write(stream, `${JSON.stringify({ ok: true, columns, rows, truncated, bytes })}\n`);
  for (const page of pages) await write(stream, page);
}

async function write(stream: Duplex, text: string | Buffer): Promise<void> {
  if (!stream.writable || stream.write(text)) return;
  const settled = new AbortController();
  const either = ['drain', 'close'].map((event) => once(stream, event, { signal: settled.signal }));
  await Promise.race(either).finally(() => settled.abort());
}
