import { useState } from 'preact/hooks';
import type { JobView } from '../../../..';
import type { AnswerActions } from '../actions';
import { CodeView } from '../code/code-view';
import { ProgramEditor } from '../code/program-editor';
import { Icon } from '../icon';
import { DataTable } from '../table/data-table';
import { Queries } from './queries';
import { countOf } from './words';

export interface MethodProps {
  readonly job: JobView;
  /** Runs an edited program; undefined where the caller may not. */
  readonly onRun: AnswerActions['rerun'] | undefined;
}

/** How an answer was computed: its queries, its program and all its values. */
export function Method({ job, onRun }: MethodProps) {
  const [selection, setSelection] = useState<readonly [number, number]>();
  const [isEditing, setEditing] = useState(false);
  const { program = '', queries, values } = job;
  const named = Object.entries(values);

  function edit(sql?: string): void {
    const start = sql === undefined ? -1 : program.indexOf(sql);
    setSelection(sql === undefined || start < 0 ? undefined : [start, start + sql.length]);
    setEditing(true);
  }

  return (
    <div class="method">
      {queries.length > 0 && <h4>{queries.length === 1 ? 'Query' : 'Queries'}</h4>}
      <Queries queries={queries} onEdit={onRun && program !== '' ? edit : undefined} />
      {program !== '' && <h4>Program</h4>}
      {isEditing && onRun ? (
        <ProgramEditor program={program} selection={selection} onRun={onRun} onClose={() => setEditing(false)} />
      ) : (
        program !== '' && (
          <CodeView language="python" code={program} title="Program">
            {onRun && (
              <button type="button" class="quiet small" aria-label="Edit the program" onClick={() => edit()}>
                <Icon name="edit" />
                Edit
              </button>
            )}
          </CodeView>
        )
      )}
      {named.length > 0 && (
        <details>
          <summary>{countOf(named.length, 'value')} for other programs</summary>
          <DataTable
            caption="Values"
            table={{
              columns: [
                { title: 'Name', isNumber: false },
                { title: 'Value', isNumber: named.every(([, value]) => typeof value === 'number'), grouping: 'min2' },
              ],
              rows: named.map(([name, value]) => [name, String(value ?? '')]),
            }}
          />
        </details>
      )}
    </div>
  );
}

/** What is in the method, for its closed panel. */
export const methodSummary = ({ queries, program }: JobView): string => {
  const rows = queries.reduce((sum, { rows: count }) => sum + (count ?? 0), 0);
  const parts = [
    ...(queries.length > 0 ? [`${countOf(queries.length, 'query', 'queries')}, ${countOf(rows, 'row')} read`] : []),
    ...(program === undefined ? [] : [`a program of ${countOf(program.trim().split('\n').length, 'line')}`]),
  ];
  return parts.join(', ');
};
