import { useId, useMemo, useState } from 'preact/hooks';
import { CopyButton } from '../copy-button';
import { Icon } from '../icon';
import { saveFile } from '../save-file';
import { csvOf, tsvOf } from './delimited';
import { nextSorting, type Sorting, sortRows } from './order';
import { type Column, cellOf, placesOf, type Table } from './table';

/** Rows before the reader asks for more, and rows of a page after that. */
const FOLDED_ROWS = 10;
const PAGE_ROWS = 100;
/** Characters of a text that is not broken into lines. */
const SHORT = 20;

export interface DataTableProps {
  /** What the table has, for screen readers and as the name of its CSV file. */
  readonly caption: string;
  readonly table: Table;
  /** Rows of the whole result, where `table` has only the first ones. */
  readonly total?: number | undefined;
  /** Saves the file with all rows; by default the rows of the table are saved. */
  readonly onSave?: (() => void) | undefined;
  readonly problem?: string | undefined;
}

const count = (rows: number): string => `${rows.toLocaleString()} ${rows === 1 ? 'row' : 'rows'}`;

/** A table that can be sorted, searched, copied and saved. */
export function DataTable({ caption, table, total, onSave, problem }: DataTableProps) {
  const [sorting, setSorting] = useState<Sorting>();
  const [search, setSearch] = useState('');
  const [page, setPage] = useState<number>();
  const id = useId();
  const places = useMemo(() => placesOf(table), [table]);
  const rows = useMemo(() => {
    const sorted = sorting ? sortRows(table, sorting) : table.rows;
    const text = search.trim().toLowerCase();
    if (text === '') return sorted;
    return sorted.filter((row) =>
      row.some(
        (cell, index) =>
          cell.toLowerCase().includes(text) ||
          cellOf(table.columns[index] as Column, cell, 0)
            .text.toLowerCase()
            .includes(text),
      ),
    );
  }, [table, sorting, search]);
  const isFolded = page === undefined;
  const start = isFolded ? 0 : Math.min(page, Math.max(0, Math.ceil(rows.length / PAGE_ROWS) - 1)) * PAGE_ROWS;
  const shown = rows.slice(start, start + (isFolded ? FOLDED_ROWS : PAGE_ROWS));
  const isLong = table.rows.length > FOLDED_ROWS;
  const current = { columns: table.columns, rows };

  return (
    <div class="data-table">
      <div class="table-tools">
        {isLong && (
          <input
            type="search"
            aria-label={`Search in ${caption}`}
            placeholder="Search rows"
            value={search}
            onInput={({ currentTarget }) => {
              setSearch(currentTarget.value);
              if (page !== undefined) setPage(0);
            }}
          />
        )}
        <span class="table-count" role="status">
          {search.trim() === ''
            ? count(total ?? rows.length)
            : `${rows.length.toLocaleString()} of ${count(table.rows.length)}`}
        </span>
        <span class="spacer" />
        <CopyButton what={caption} text={() => tsvOf(current)} />
        <button
          type="button"
          class="quiet small"
          aria-label={`Download ${caption} as CSV`}
          onClick={
            onSave ?? (() => saveFile(new Blob([csvOf(current)], { type: 'text/csv' }), `${fileName(caption)}.csv`))
          }
        >
          <Icon name="download" />
          CSV
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="table-scroll" tabIndex={0} aria-labelledby={id}>
        <table>
          <caption id={id} class="visually-hidden">
            {caption}
          </caption>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <Header
                  key={index}
                  column={column}
                  direction={sorting?.column === index ? sorting.direction : undefined}
                  onSort={() => setSorting(nextSorting(sorting, index))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, rowIndex) => (
              <tr key={rowIndex}>
                {table.columns.map((column, index) => (
                  <Cell key={index} column={column} text={row[index] ?? ''} places={places[index] ?? 0} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length === 0 && (
        <p class="quiet-text">{search === '' ? 'The table has no rows.' : 'No row has this text.'}</p>
      )}
      {isFolded && rows.length > FOLDED_ROWS && (
        <button type="button" class="quiet small" onClick={() => setPage(0)}>
          Show {rows.length > PAGE_ROWS ? `more of ${count(rows.length)}` : `all ${count(rows.length)}`}
        </button>
      )}
      {!isFolded && (
        <Pages
          caption={caption}
          start={start}
          end={start + shown.length}
          total={rows.length}
          onPage={(change) => setPage(Math.floor(start / PAGE_ROWS) + change)}
          onFold={() => setPage(undefined)}
        />
      )}
      {total !== undefined && total > table.rows.length && (
        <p class="quiet-text">
          The first {count(table.rows.length)} of {total.toLocaleString()}. The file has all.
        </p>
      )}
      {problem !== undefined && <p class="answer-problem">{problem}</p>}
    </div>
  );
}

const fileName = (caption: string): string =>
  caption
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'table';

interface HeaderProps {
  readonly column: Column;
  readonly direction: Sorting['direction'] | undefined;
  readonly onSort: () => void;
}

const ARROWS = { ascending: '▲', descending: '▼' };

function Header({ column, direction, onSort }: HeaderProps) {
  return (
    <th scope="col" class={column.isNumber ? 'number' : undefined} aria-sort={direction ?? 'none'}>
      <button type="button" onClick={onSort}>
        <span>{column.title === '' ? <span class="visually-hidden">Column without a title</span> : column.title}</span>
        <span class="sort-arrow" aria-hidden="true">
          {direction === undefined ? '' : ARROWS[direction]}
        </span>
      </button>
    </th>
  );
}

function Cell({ column, text, places }: { readonly column: Column; readonly text: string; readonly places: number }) {
  const cell = cellOf(column, text, places);
  if (!column.isNumber) {
    return (
      <td class={cell.text.length <= SHORT ? 'short' : undefined}>
        <bdi>{cell.text}</bdi>
      </td>
    );
  }
  return (
    <td class="number" title={cell.text === text ? undefined : text}>
      {cell.text}
      {cell.padding !== '' && <span aria-hidden="true">{cell.padding}</span>}
    </td>
  );
}

interface PagesProps {
  readonly caption: string;
  readonly start: number;
  readonly end: number;
  readonly total: number;
  readonly onPage: (change: number) => void;
  readonly onFold: () => void;
}

function Pages({ caption, start, end, total, onPage, onFold }: PagesProps) {
  return (
    <nav class="pages" aria-label={`Pages of ${caption}`}>
      {total > PAGE_ROWS && (
        <>
          <button type="button" class="small" disabled={start === 0} onClick={() => onPage(-1)}>
            Previous
          </button>
          <span role="status">
            {(start + 1).toLocaleString()}–{end.toLocaleString()} of {total.toLocaleString()}
          </span>
          <button type="button" class="small" disabled={end >= total} onClick={() => onPage(1)}>
            Next
          </button>
        </>
      )}
      <button type="button" class="quiet small" onClick={onFold}>
        Show fewer
      </button>
    </nav>
  );
}
