import type { Column, QueryLimits, WarehouseResult } from '../ports';
import { countRecords, firstRecord } from './csv';

/**
 * Assembles a result from chunks of CSV: whole records, without the header of the first chunk, up to the limits.
 */
export class ResultPages {
  /** Bytes, because a string can take twice the memory. */
  private readonly pages: Buffer[] = [];
  private rows = 0;
  private bytes = 0;
  private partialRecord = '';
  private atHeader = true;
  private limitReached = false;
  private rowsDropped = false;

  constructor(
    private readonly columns: readonly Column[],
    private readonly limits: QueryLimits,
  ) {}

  /** Whether a limit is reached. Later chunks are dropped. */
  get full(): boolean {
    return this.limitReached;
  }

  add(chunk: string): void {
    if (this.limitReached) {
      this.rowsDropped = true;
      return;
    }
    const text = this.withoutHeader(this.partialRecord + chunk);
    const bytesLeft = this.limits.bytes - this.bytes;
    const fitting = Buffer.byteLength(text) > bytesLeft ? Buffer.from(text).subarray(0, bytesLeft).toString() : text;
    const { records, end } = countRecords(fitting, this.limits.rows - this.rows);
    this.addPage(text.slice(0, end), records);
    this.partialRecord = text.slice(end);
    this.limitReached = fitting !== text || this.rows === this.limits.rows;
    if (this.limitReached) this.rowsDropped = this.partialRecord !== '';
  }

  /** @param more whether the warehouse has rows that were not fetched. */
  finish(more: boolean): Extract<WarehouseResult, { ok: true }> {
    if (!this.limitReached && this.partialRecord !== '') this.addPage(`${this.partialRecord}\n`, 1);
    const { columns, pages, rows, bytes } = this;
    return { ok: true, columns, pages, rows, bytes, truncated: this.limitReached && (this.rowsDropped || more) };
  }

  private addPage(page: string, records: number): void {
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
