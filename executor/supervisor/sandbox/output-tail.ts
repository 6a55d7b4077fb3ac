import type { Duplex } from 'node:stream';
import { plainText } from '../plain-text';

const SHOWN_CHARACTERS = 20_000;
/** UTF-8 needs at most four bytes for a character. */
const KEPT_BYTES = SHOWN_CHARACTERS * 4;

/** The end of what came out of one stream. Holds no more than it shows, whatever is printed. */
export class Printed {
  private parts: Buffer[] = [];
  private kept = 0;
  readonly ended: Promise<void>;

  constructor(stream: Duplex, onBytes: (count: number) => void) {
    stream.on('data', (part: Buffer) => {
      onBytes(part.length);
      this.keep(part);
    });
    stream.on('error', () => stream.destroy());
    // Not events.once: its promise rejects when the stream fails, long before anybody awaits it.
    this.ended = new Promise((resolve) => {
      stream.once('close', () => resolve());
    });
    stream.once('end', () => stream.destroy());
  }

  private keep(part: Buffer): void {
    this.parts.push(part);
    this.kept += part.length;
    if (this.kept > 2 * KEPT_BYTES || this.parts.length > 1_000) {
      const end = Buffer.concat(this.parts).subarray(-KEPT_BYTES);
      this.parts = [Buffer.from(end)];
      this.kept = end.length;
    }
  }

  /** The last 20,000 characters, without what a terminal would obey. */
  text(): string {
    return plainText(Buffer.concat(this.parts).toString('utf8')).slice(-SHOWN_CHARACTERS);
  }
}
