import { useMemo } from 'preact/hooks';
import { useContent } from '../blobs';
import { saveFile } from '../save-file';
import { DataTable } from './data-table';
import { readCsv } from './delimited';
import { type Table, tableLike, tableOfFile } from './table';

/** Files that are read for a table without a question. */
const MAX_BYTES = 5_000_000;

export interface TableFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly read: () => Promise<Blob>;
}

const save = async ({ name, read }: TableFile): Promise<void> => saveFile(await read(), name.split('/').at(-1) ?? name);

const useCsv = (file: TableFile | undefined) =>
  useContent(file && file.size <= MAX_BYTES ? file.name : undefined, async () =>
    file ? readCsv(await (await file.read()).text()) : undefined,
  );

export interface AnswerTableProps {
  readonly caption: string;
  /** As the answer has it. */
  readonly table: Table;
  /** The file with all rows, where the answer has only the first ones. */
  readonly file?: TableFile | undefined;
  readonly total?: number | undefined;
}

/** A table of an answer, with all its rows once they are read. */
export function AnswerTable({ caption, table, file, total }: AnswerTableProps) {
  const { value, problem } = useCsv(file);
  const whole = useMemo(() => value && tableLike(table, value.header, value.rows), [table, value]);
  return (
    <DataTable
      caption={caption}
      table={whole ?? table}
      total={whole ? value?.rowCount : total}
      onSave={file && (() => void save(file).catch(() => {}))}
      problem={problem === undefined ? undefined : `The other rows cannot be shown: ${problem}`}
    />
  );
}

/** A CSV file as a table. */
export function FileTable({ file }: { readonly file: TableFile }) {
  const { value, problem } = useCsv(file);
  const table = useMemo(() => value && tableOfFile(value.header, value.rows), [value]);
  if (file.size > MAX_BYTES) return <p class="quiet-text">{file.name} is too large to show here. Download it.</p>;
  if (problem !== undefined) return <p class="answer-problem">{problem}</p>;
  if (!table) return <p class="quiet-text">Loading {file.name}…</p>;
  return (
    <DataTable
      caption={file.name}
      table={table}
      total={value?.rowCount}
      onSave={() => void save(file).catch(() => {})}
    />
  );
}
