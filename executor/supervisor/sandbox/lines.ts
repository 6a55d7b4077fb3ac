import type { Readable } from 'node:stream';

export class LineTooLong extends Error {
  override name = 'LineTooLong';

  constructor(readonly maxBytes: number) {
    super(`A line is longer than ${maxBytes} bytes.`);
  }
}

/** The lines of a stream, with backpressure. A partial last line is dropped. Throws LineTooLong. */
export async function* linesOf(stream: Readable, maxBytes: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let from = 0;
    for (let end = rest.indexOf(10, from); end >= 0; end = rest.indexOf(10, from)) {
      if (end - from > maxBytes) throw new LineTooLong(maxBytes);
      yield rest.toString('utf8', from, end);
      from = end + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > maxBytes) throw new LineTooLong(maxBytes);
  }
}
