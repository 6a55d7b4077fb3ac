import type { Readable } from 'node:stream';

/** The other side sent a line longer than it may. */
export class LineTooLong extends Error {
  override name = 'LineTooLong';

  constructor(readonly bytes: number) {
    super(`A line is longer than ${bytes} bytes.`);
  }
}

/** Lines of a stream, read no faster than they are used. Throws LineTooLong; an unfinished last line is dropped. */
export async function* linesOf(stream: Readable, mostBytes: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let from = 0;
    for (let at = rest.indexOf(10, from); at >= 0; at = rest.indexOf(10, from)) {
      if (at - from > mostBytes) throw new LineTooLong(mostBytes);
      yield rest.toString('utf8', from, at);
      from = at + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > mostBytes) throw new LineTooLong(mostBytes);
  }
}
