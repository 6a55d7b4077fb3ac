import { csvFormatRows, csvParseRows, tsvFormatRows } from 'd3-dsv';
import { figureOf } from './figures';
import { MAX_ROWS, type Table } from './table';

export interface CsvContent {
  readonly header: readonly string[];
  /** The first MAX_ROWS. */
  readonly rows: Table['rows'];
  /** Of the whole file. */
  readonly rowCount: number;
}

/** Reads a CSV file. */
export function readCsv(text: string): CsvContent {
  const [header = [], ...rows] = csvParseRows(text.replace(/^\uFEFF/, ''));
  return { header, rows: rows.slice(0, MAX_ROWS), rowCount: rows.length };
}

/** A number without separators; a text that a spreadsheet would run as a formula after an apostrophe, as a text. */
function cellOf(text: string): string {
  const figure = figureOf(text);
  if (figure) return `${figure.plain}${figure.isPercent ? '%' : ''}`;
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

const rowsOf = ({ columns, rows }: Table): string[][] => [
  columns.map(({ title }) => cellOf(title)),
  ...rows.map((row) => row.map(cellOf)),
];

export const csvOf = (table: Table): string => `${csvFormatRows(rowsOf(table))}\n`;

/** For the clipboard: spreadsheets paste it into cells. */
export const tsvOf = (table: Table): string => tsvFormatRows(rowsOf(table));
