import { StringDecoder } from 'node:string_decoder';
import { keys, MAX_OUTPUT_BYTES, storedOutput } from '../../../events';
import type { Clock, Log, OutputStore, OutputStream } from '../ports';
import { PlainTextDecoder } from '../sandbox/plain-text-decoder';

const INTERVAL_MS = 2_000;

interface Ports {
  readonly store: OutputStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** The end of what is stored. */
interface Position {
  readonly characters: number;
  readonly bytes: number;
}

interface Chunk {
  readonly key: string;
  readonly text: string;
  readonly end: Position;
  /** Whether more was printed than fits. */
  readonly isLast: boolean;
}

/**
 * Stores what programs print while they run, every two seconds in which something was printed, and at most
 * MAX_OUTPUT_BYTES for the job. Nothing depends on it: an error is logged, and the text is stored with the next one.
 */
export class LiveOutput {
  private decoders = newDecoders();
  private attempt = 1;
  private hasHeading = true;
  /** Printed, and not in a chunk yet. */
  private text = '';
  /** Written again unchanged until it is stored, as a call that failed may have stored it. */
  private chunk: Chunk | undefined;
  private position: Position | undefined;
  private isFull = false;
  private isScheduled = false;
  private isFailing = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: Ports,
    private readonly jobId: string,
    private readonly launch: number,
  ) {}

  /** The program of this attempt starts. */
  begin(attempt: number): void {
    this.decoders = newDecoders();
    this.attempt = attempt;
    this.hasHeading = attempt === 1 && this.launch === 1;
  }

  printed(stream: OutputStream, part: Buffer): void {
    if (this.isFull) return;
    this.append(this.decoders[stream].write(part));
    if (this.isScheduled || this.text === '') return;
    this.isScheduled = true;
    this.ports.clock.sleep(INTERVAL_MS).then(
      () => {
        this.isScheduled = false;
        return this.store();
      },
      () => undefined,
    );
  }

  /** The program has ended: stores what is left. Never rejects. */
  end(): Promise<void> {
    this.append(this.decoders.stdout.end());
    this.append(this.decoders.stderr.end());
    return this.store();
  }

  private append(text: string): void {
    // A character has a byte at least: more than this is never stored.
    if (text === '' || this.text.length > MAX_OUTPUT_BYTES) return;
    if (!this.hasHeading) {
      this.hasHeading = true;
      this.text += this.heading();
    }
    this.text += text;
  }

  private heading(): string {
    const launch = this.launch > 1 ? `launch ${this.launch}, ` : '';
    return `── ${launch}attempt ${this.attempt} ──\n`;
  }

  private store(): Promise<void> {
    this.writing = this.writing
      .then(() => this.writeAll())
      .then(
        () => {
          this.isFailing = false;
        },
        (error: unknown) => {
          if (!this.isFailing) this.ports.log.error('Output not stored while the program runs.', { error });
          this.isFailing = true;
        },
      );
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (!this.isFull && (this.chunk || this.text !== '')) {
      this.position ??= await this.endOfEarlierLaunches();
      this.chunk ??= this.takeChunk(this.position);
      const { key, text, end, isLast } = this.chunk;
      if (text !== '') await this.ports.store.write(key, text);
      if (isLast) await this.ports.store.write(keys.outputTruncated(this.jobId, this.launch), '');
      this.isFull = isLast;
      this.position = end;
      this.chunk = undefined;
    }
    if (this.isFull) this.text = '';
  }

  /** All that was printed and fits, as a chunk. */
  private takeChunk({ characters, bytes }: Position): Chunk {
    const printed = Buffer.from(this.text);
    const free = Math.max(0, MAX_OUTPUT_BYTES - bytes);
    // The decoder leaves out a character that does not fit as a whole.
    const text = printed.length > free ? new StringDecoder('utf8').write(printed.subarray(0, free)) : this.text;
    this.text = '';
    return {
      key: keys.outputChunk(this.jobId, this.launch, characters),
      text,
      end: { characters: characters + text.length, bytes: bytes + Buffer.byteLength(text) },
      isLast: printed.length > free,
    };
  }

  private async endOfEarlierLaunches(): Promise<Position> {
    if (this.launch === 1) return { characters: 0, bytes: 0 };
    const objects = await this.ports.store.list();
    const { chunks, isTruncated } = storedOutput(objects.map(({ key }) => key));
    const last = chunks.at(-1);
    const lastText = last && (await this.ports.store.read(last.key));
    return {
      characters: last ? last.start + (lastText ?? '').length : 0,
      bytes: isTruncated ? MAX_OUTPUT_BYTES : objects.reduce((sum, { size }) => sum + size, 0),
    };
  }
}

const newDecoders = () => ({ stdout: new PlainTextDecoder(), stderr: new PlainTextDecoder() });
