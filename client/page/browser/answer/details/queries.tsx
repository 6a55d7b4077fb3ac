import type { JobView } from '../../../..';
import { CodeView } from '../code/code-view';
import { Icon } from '../icon';
import { countOf } from './words';

export interface QueriesProps {
  readonly queries: JobView['queries'];
  /** Opens the program where a query is written; undefined where the program cannot be edited. */
  readonly onEdit?: ((sql: string) => void) | undefined;
}

/** The statements of the program, with what they returned. */
export function Queries({ queries, onEdit }: QueriesProps) {
  return (
    <>
      {queries.map((query, index) => {
        const sql = query.sql.trim();
        const title = queries.length === 1 ? 'Query' : `Query ${index + 1}`;
        return (
          <div key={index}>
            <CodeView language="sql" code={sql} title={title}>
              {onEdit && (
                <button
                  type="button"
                  class="quiet small"
                  aria-label={`Edit ${title} in the program`}
                  onClick={() => onEdit(sql)}
                >
                  <Icon name="edit" />
                  Edit
                </button>
              )}
            </CodeView>
            <QueryResult query={query} />
          </div>
        );
      })}
    </>
  );
}

function QueryResult({ query }: { readonly query: JobView['queries'][number] }) {
  if (query.result !== 'finished') {
    const what = query.result === 'refused' ? 'Refused' : 'Failed';
    return (
      <p class="answer-problem">
        {what}: {query.error ?? 'no reason was given.'}
      </p>
    );
  }
  const milliseconds = Math.round(query.milliseconds).toLocaleString(undefined, { style: 'unit', unit: 'millisecond' });
  return (
    <p class="quiet-text">
      {countOf(query.rows ?? 0, 'row')} in {milliseconds}.
      {query.truncated && ' The result was cut at the limit of rows: figures from it may be incomplete.'}
    </p>
  );
}
