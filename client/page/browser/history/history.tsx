import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { hasEnded, type JobStatus } from '../../..';
import { Confirm } from '../shell/confirm';
import { formatCount, formatDay, formatInstant, formatTime } from '../shell/format';
import { Icon, type IconName } from '../shell/icon';
import type { Conversation } from '../state/history';
import './history.css';

/** Milliseconds after the last key before the search is sent. */
const SEARCH_DELAY = 250;

export interface HistoryProps {
  readonly conversations: readonly Conversation[];
  /** Id of the question that the page shows. */
  readonly current: string | undefined;
  readonly search: string;
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly hasMore: boolean;
  readonly problem: string | undefined;
  readonly onSearch: (text: string) => void;
  readonly onMore: () => void;
  readonly onOpen: () => void;
  /** Erases a conversation. Rejects when it is refused. */
  readonly onErase: (conversation: Conversation) => Promise<void>;
  readonly messageOf: (error: unknown) => string;
}

/** The caller's conversations by day, the newest first. */
export function History(props: HistoryProps) {
  const { conversations, search, loaded, loading, hasMore, problem } = props;
  const [condemned, setCondemned] = useState<Conversation>();
  return (
    <div class="history">
      <h2 class="visually-hidden">Your questions</h2>
      <SearchField text={search} onSearch={props.onSearch} />
      {problem !== undefined && <p class="quiet-text history-note">{problem}</p>}
      {loaded && conversations.length === 0 && problem === undefined && (
        <p class="quiet-text history-note">
          {search === '' ? 'Your questions will be listed here.' : `No question contains “${search}”.`}
        </p>
      )}
      {byDay(conversations).map(([day, group]) => (
        <section key={day} aria-label={day}>
          <h3>{day}</h3>
          <ul>
            {group.map((conversation) => (
              <Line
                key={conversation.id}
                conversation={conversation}
                isCurrent={conversation.jobs.some(({ jobId }) => jobId === props.current)}
                onOpen={props.onOpen}
                onErase={() => setCondemned(conversation)}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasMore && (
        <button type="button" class="quiet more" disabled={loading} onClick={props.onMore}>
          {loading ? 'Loading…' : 'Show more'}
        </button>
      )}
      {condemned && (
        <Confirm
          title="Delete this conversation?"
          text={`${formatCount(condemned.jobs.length, 'question', 'questions')} with answers and files will be deleted. This cannot be undone.`}
          action="Delete"
          onConfirm={() => props.onErase(condemned)}
          onClose={() => setCondemned(undefined)}
          messageOf={props.messageOf}
        />
      )}
    </div>
  );
}

function SearchField({ text, onSearch }: { readonly text: string; readonly onSearch: (text: string) => void }) {
  const id = useId();
  const [value, setValue] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search class="search">
      <label for={id} class="visually-hidden">
        Search your questions
      </label>
      <Icon name="search" />
      <input
        id={id}
        type="search"
        placeholder="Search"
        value={value}
        onInput={(event) => {
          const wanted = event.currentTarget.value;
          setValue(wanted);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSearch(wanted), SEARCH_DELAY);
        }}
      />
    </search>
  );
}

function byDay(conversations: readonly Conversation[]): [string, Conversation[]][] {
  const days = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    const day = formatDay(conversation.last.acceptedAt);
    days.set(day, [...(days.get(day) ?? []), conversation]);
  }
  return [...days];
}

interface LineProps {
  readonly conversation: Conversation;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
  readonly onErase: () => void;
}

const MARKS: Readonly<Record<'succeeded' | 'failed' | 'cancelled' | 'open', readonly [string, IconName | undefined]>> =
  {
    succeeded: ['Answered', 'check'],
    failed: ['Not answered', 'info'],
    cancelled: ['Cancelled', 'cancelled'],
    open: ['Under way', undefined],
  };

function markOf(status: JobStatus): keyof typeof MARKS {
  if (!hasEnded(status)) return 'open';
  return status === 'succeeded' || status === 'failed' ? status : 'cancelled';
}

function Line({ conversation: { first, last, jobs }, isCurrent, onOpen, onErase }: LineProps) {
  const mark = markOf(last.status);
  const [words, icon] = MARKS[mark];
  return (
    <li class="history-line">
      <a
        href={`#${last.jobId}`}
        aria-current={isCurrent ? 'page' : undefined}
        title={`${first.prompt.slice(0, 300)}\n${formatInstant(last.acceptedAt)}`}
        onClick={onOpen}
      >
        <span class={`mark ${mark}`} title={words}>
          {icon ? <Icon name={icon} /> : <span class="spinner" />}
        </span>
        <span class="history-text">
          <span class="history-question">{first.prompt.slice(0, 300)}</span>
          <span class="history-facts">
            <span class="visually-hidden">{words}, </span>
            <time dateTime={last.acceptedAt}>{formatTime(last.acceptedAt)}</time>
            {jobs.length > 1 && ` · ${formatCount(jobs.length, 'question', 'questions')}`}
          </span>
        </span>
      </a>
      <button type="button" class="quiet erase" aria-label={`Delete “${first.prompt.slice(0, 60)}”`} onClick={onErase}>
        <Icon name="trash" />
      </button>
    </li>
  );
}
