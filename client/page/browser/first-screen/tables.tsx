import type { TablesView } from '../../..';
import { formatCount, formatInstant, formatNumber } from '../shell/format';
import { Icon } from '../shell/icon';
import type { TableNotes } from '../state/api';

export interface TablesProps {
  readonly view: TablesView;
  readonly notes: readonly TableNotes[];
  readonly onInsert: (name: string) => void;
}

type Table = TablesView['tables'][number];

/** With more tables than these, all are folded at first. */
const MAX_OPEN = 3;

/** Tables with columns and meanings. A click on a name puts it into the question. */
export function Tables({ view, notes, onInsert }: TablesProps) {
  const isOpen = view.tables.length <= MAX_OPEN;
  return (
    <div class="tables">
      {view.tables.map((table) => (
        <TableCard
          key={table.name}
          table={table}
          notes={notes.find(({ name }) => name === table.name)?.notes ?? []}
          isOpen={isOpen}
          onInsert={onInsert}
        />
      ))}
      {view.undescribed.length > 0 && (
        <p class="quiet-text">Not described, so not asked about: {view.undescribed.join(', ')}.</p>
      )}
      <p class="quiet-text">
        Click a name to put it into your question. Counted on {formatInstant(view.describedAt)}
        {view.stale ? '; the tables may have changed since.' : '.'}
      </p>
    </div>
  );
}

interface CardProps {
  readonly table: Table;
  readonly notes: readonly string[];
  readonly isOpen: boolean;
  readonly onInsert: (name: string) => void;
}

function TableCard({ table, notes, isOpen, onInsert }: CardProps) {
  return (
    <details class="table-card" open={isOpen}>
      <summary class="table-summary">
        <Icon name="table" />
        <span class="table-name">{table.name}</span>
        <span class="quiet-text">
          {formatCount(table.rows, 'row', 'rows')}, {formatCount(table.columns.length, 'column', 'columns')}
        </span>
      </summary>
      {table.description !== undefined && <p>{table.description}</p>}
      <ul class="columns">
        <li class="column">
          <button type="button" class="name" onClick={() => onInsert(table.name)}>
            {table.name}
          </button>
          <span class="quiet-text">the table</span>
        </li>
        {table.columns.map((column) => (
          <li key={column.name} class="column">
            <button type="button" class="name" onClick={() => onInsert(column.name)}>
              {column.name}
            </button>
            <span class="column-text">
              {column.description !== undefined && <span>{column.description} </span>}
              <span class="quiet-text">{factsOf(column)}</span>
            </span>
          </li>
        ))}
      </ul>
      {notes.length > 0 && (
        <details class="table-notes">
          <summary>{formatCount(notes.length, 'note', 'notes')} on how the file was read</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </details>
  );
}

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/int|serial/i, 'whole number'],
  [/numeric|decimal|double|real|float/i, 'number'],
  [/timestamp/i, 'time'],
  [/date/i, 'date'],
  [/bool/i, 'yes or no'],
  [/char|text/i, 'text'],
];

function factsOf({ type, distinct, nulls, withheld }: Table['columns'][number]): string {
  const word = TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? type;
  return [
    word,
    distinct !== undefined && distinct > 0 ? `${formatNumber(distinct)} ${distinct === 1 ? 'value' : 'values'}` : '',
    nulls !== undefined && nulls > 0 ? `${formatNumber(nulls)} missing` : '',
    withheld ? 'values are not shown to the model' : '',
  ]
    .filter((fact) => fact !== '')
    .join(', ');
}
