import type { Column, QueryLimits, WarehouseAnswer } from '../ports';
import { countRecords, firstRecord } from './csv';

type Finished = Extract<WarehouseAnswer, { ok: true }>;

/**
 * Puts a result together from the chunks of its CSV: whole records only, without the header that the first chunk
 * begins with, and no more than the limits allow.
 */
export class ResultPages {
  /** Bytes and not texts: a text can take twice as much memory. */
  private readonly pages: Buffer[] = [];
  private rows = 0;
  private bytes = 0;
  private unfinished = '';
  private atHeader = true;
  private reached = false;
  private leftOut = false;

  constructor(
    private readonly columns: readonly Column[],
    private readonly limits: QueryLimits,
  ) {}

  /** A limit is reached; what comes now is left out. */
  get full(): boolean {
    return this.reached;
  }

  add(chunk: string): void {
    if (this.reached) {
      this.leftOut = true;
      return;
    }
    const text = this.withoutHeader(this.unfinished + chunk);
    const room = this.limits.bytes - this.bytes;
    const fitting = Buffer.byteLength(text) > room ? Buffer.from(text).subarray(0, room).toString() : text;
    const { records, end } = countRecords(fitting, this.limits.rows - this.rows);
    this.keep(text.slice(0, end), records);
    this.unfinished = text.slice(end);
    this.reached = fitting !== text || this.rows === this.limits.rows;
    if (this.reached) this.leftOut = this.unfinished !== '';
  }

  /** @param unread the warehouse has more of the result than was asked for. */
  finish(unread: boolean): Finished {
    if (!this.reached && this.unfinished !== '') this.keep(`${this.unfinished}\n`, 1);
    const { columns, pages, rows, bytes } = this;
    return { ok: true, columns, pages, rows, bytes, truncated: this.reached && (this.leftOut || unread) };
  }

  private keep(page: string, records: number): void {
    if (records === 0) return;
    const bytes = Buffer.from(page);
    this.pages.push(bytes);
    this.rows += records;
    this.bytes += bytes.length;
  }

  private withoutHeader(text: string): string {
    if (!this.atHeader) return text;
    const { records, end } = countRecords(text, 1);
    this.atHeader = records === 0;
    const labels = firstRecord(text);
    const isHeader =
      labels.length === this.columns.length && labels.every((label, i) => label === this.columns[i]?.name);
    return isHeader ? text.slice(end) : text;
  }
}
