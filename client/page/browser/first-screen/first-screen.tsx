import type { ComponentChildren, Ref } from 'preact';
import type { TablesView } from '../../..';
import { Icon } from '../shell/icon';
import type { TableNotes } from '../state/api';
import './first-screen.css';
import { Tables } from './tables';

export interface FirstScreenProps {
  readonly tables: TablesView | undefined;
  readonly notes: readonly TableNotes[];
  readonly tablesProblem: string | undefined;
  /** Who writes the programs, where the server of the page says so. */
  readonly writer: string | undefined;
  readonly onAsk: (question: string) => void;
  /** Puts a name into the question. */
  readonly onInsert: (name: string) => void;
  /** The composer. */
  readonly children: ComponentChildren;
  readonly heading?: Ref<HTMLHeadingElement>;
}

/** What this is, what can be asked, and about what. */
export function FirstScreen(props: FirstScreenProps) {
  const { tables, notes, tablesProblem, writer, onAsk, onInsert } = props;
  const suggestions = (tables?.suggestions ?? []).slice(0, 6);
  return (
    <div class="first-screen">
      <h1>Ask your data a question</h1>
      <p class="lead">
        You ask in plain words; a program is written for the question, runs on your tables in a sandbox, and you get the
        answer with everything behind it.
      </p>
      {props.children}
      {suggestions.length > 0 && (
        <section aria-labelledby="suggestions">
          <h2 id="suggestions">For example</h2>
          <ul class="suggestions">
            {suggestions.map((question) => (
              <li key={question}>
                <button type="button" class="suggestion" onClick={() => onAsk(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="tables">
        <h2 id="tables">Your tables</h2>
        {tables ? (
          <Tables view={tables} notes={notes} onInsert={onInsert} />
        ) : (
          <p class="quiet-text">{tablesProblem ?? 'Reading the tables…'}</p>
        )}
      </section>
      <ul class="promises">
        <li>
          <Icon name="spark" />
          <span>{writerText(writer)}</span>
        </li>
        <li>
          <Icon name="lock" />
          <span>
            Read-only: programs can read the tables, and can change nothing in them. They have no network and no
            credentials.
          </span>
        </li>
      </ul>
    </div>
  );
}

function writerText(writer: string | undefined): string {
  const check = 'Each answer shows its program and SQL.';
  return writer === undefined || writer === ''
    ? `Programs are written by a language model, which can be wrong. ${check}`
    : `Programs are written by ${writer}. ${check}`;
}
