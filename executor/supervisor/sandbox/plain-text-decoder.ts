import { StringDecoder } from 'node:string_decoder';
import { plainText } from '../../../lib/plain-text';

/** Decodes a stream of UTF-8 to plain text, part by part: characters and line breaks may be split between parts. */
export class PlainTextDecoder {
  private readonly decoder = new StringDecoder('utf8');
  /** A carriage return, whose line feed may follow. */
  private held = '';

  write(part: Buffer): string {
    const text = this.held + this.decoder.write(part);
    this.held = text.endsWith('\r') ? '\r' : '';
    return plainText(text.slice(0, text.length - this.held.length));
  }

  /** What is left at the end of the stream. */
  end(): string {
    const rest = plainText(this.held + this.decoder.end());
    this.held = '';
    return rest;
  }
}
