import type { Duplex } from 'node:stream';
import { plainText } from '../../../lib/plain-text';

/** What is kept of a stream. */
export const TAIL_CHARACTERS = 20_000;
/** UTF-8 has at most four bytes per character. */
const TAIL_BYTES = TAIL_CHARACTERS * 4;

/** The last 20,000 characters of a stream, in bounded memory. */
export class OutputTail {
  private parts: Buffer[] = [];
  private bytes = 0;
  readonly closed: Promise<void>;

  constructor(stream: Duplex, onPart: (part: Buffer) => void) {
    stream.on('data', (part: Buffer) => {
      onPart(part);
      this.append(part);
    });
    stream.on('error', () => stream.destroy());
    // Not events.once: its promise rejects when the stream fails, long before it is awaited.
    this.closed = new Promise((resolve) => {
      stream.once('close', () => resolve());
    });
    stream.once('end', () => stream.destroy());
  }

  private append(part: Buffer): void {
    this.parts.push(part);
    this.bytes += part.length;
    if (this.bytes > 2 * TAIL_BYTES || this.parts.length > 1_000) {
      const tail = Buffer.concat(this.parts).subarray(-TAIL_BYTES);
      this.parts = [Buffer.from(tail)];
      this.bytes = tail.length;
    }
  }

  /** The tail as plain text, without control characters. */
  text(): string {
    return plainText(Buffer.concat(this.parts).toString('utf8')).slice(-TAIL_CHARACTERS);
  }
}
