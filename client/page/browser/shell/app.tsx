import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { hasEnded, type JobStatus } from '../../..';
import { Composer } from '../compose/composer';
import { Conversation, sendDraft, useDraft } from '../conversation/conversation';
import { FirstScreen } from '../first-screen/first-screen';
import { History } from '../history/history';
import { messageOf } from '../state/messages';
import type { Store } from '../state/store';
import { headlineOf, stagesOf } from '../working/stages';
import { Banner } from './banner';
import { Icon } from './icon';
import type { Notifications } from './notifications';
import './theme.css';
import './shell.css';
import { iconAddress, PRODUCT, tabStateOf, titleOf } from './tab';
import { Unknown } from './unknown';

/** Who is signed in, where the page knows. */
export interface Account {
  readonly name: string | undefined;
  readonly onSignOut: () => void;
}

export interface AppProps {
  readonly store: Store;
  readonly notifications: Notifications;
  readonly account?: Account | undefined;
  readonly onSignIn?: (() => void) | undefined;
  /** Why the caller is signed out, as a sentence. */
  readonly signInProblem?: string | undefined;
}

/** The whole page. */
export function App({ store, notifications, account, onSignIn, signInProblem }: AppProps) {
  const [showsHistory, setShowsHistory] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const route = store.router.route.value;
  const closeHistory = () => {
    setShowsHistory(false);
    toggle.current?.focus();
  };
  return (
    <div class="page">
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <button
          type="button"
          class="quiet history-toggle"
          ref={toggle}
          aria-expanded={showsHistory}
          aria-controls="history"
          onClick={() => setShowsHistory(!showsHistory)}
        >
          <Icon name="menu" /> <span class="wide">History</span>
        </button>
        <a class="brand" href="." onClick={(event) => openNew(event, store)}>
          {PRODUCT}
        </a>
        <span class="spacer" />
        {account && (
          <span class="account">
            {account.name !== undefined && <span class="wide quiet-text">{account.name}</span>}
            <button type="button" class="quiet" onClick={account.onSignOut}>
              Sign out
            </button>
          </span>
        )}
        <button type="button" class="new" onClick={() => store.router.go(undefined)}>
          <Icon name="plus" /> <span>New question</span>
        </button>
      </header>
      <Banner
        state={store.connection.state.value}
        onRetry={store.connection.retry}
        onSignIn={onSignIn}
        problem={signInProblem}
      />
      <div class="columns-of-page">
        <nav
          id="history"
          class={showsHistory ? 'side open' : 'side'}
          aria-label="Your questions"
          onKeyDown={(event) => {
            if (event.key === 'Escape' && showsHistory) closeHistory();
          }}
        >
          <HistoryOf store={store} onOpen={() => setShowsHistory(false)} />
        </nav>
        <main id="main" tabIndex={-1}>
          {route.name === 'new' && <NewQuestion store={store} />}
          {route.name === 'question' && <Conversation store={store} notifications={notifications} />}
          {route.name === 'unknown' && (
            <Unknown
              title="There is nothing at this address"
              text="The address may be incomplete. Your questions are in the history."
              onNew={() => store.router.go(undefined)}
            />
          )}
        </main>
      </div>
      <Status store={store} />
    </div>
  );
}

function openNew(event: Event, store: Store): void {
  event.preventDefault();
  store.router.go(undefined);
}

function HistoryOf({ store, onOpen }: { readonly store: Store; readonly onOpen: () => void }) {
  const { history } = store;
  const route = store.router.route.value;
  return (
    <History
      conversations={history.conversations.value}
      current={route.name === 'question' ? route.jobId : undefined}
      search={history.search.value}
      loaded={history.loaded.value}
      loading={history.loading.value}
      hasMore={history.hasMore.value}
      problem={history.problem.value}
      onSearch={(text) => void history.find(text).catch(() => {})}
      onMore={() => void history.more().catch(() => {})}
      onOpen={onOpen}
      onErase={(conversation) => store.erase(conversation.jobs.map(({ jobId }) => jobId))}
      messageOf={messageOf}
    />
  );
}

function NewQuestion({ store }: { readonly store: Store }) {
  const text = useDraft(store, '');
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const ask = (question: string): void => {
    setProblem(undefined);
    store.ask({ text: question, key: crypto.randomUUID() }).catch((error: unknown) => setProblem(messageOf(error)));
  };
  return (
    <FirstScreen
      tables={store.tables.value}
      notes={store.local.value.tables}
      tablesProblem={store.tablesProblem.value}
      writer={store.local.value.writer}
      onAsk={ask}
      onInsert={(name) => {
        const { current } = field;
        const [start, end] = [current?.selectionStart ?? text.value.length, current?.selectionEnd ?? text.value.length];
        const [before, after] = [text.value.slice(0, start), text.value.slice(end)];
        const space = before === '' || /\s$/.test(before) ? '' : ' ';
        text.value = `${before}${space}${name} ${after.trimStart()}`;
        const caret = before.length + space.length + name.length + 1;
        // After the text has been rendered.
        requestAnimationFrame(() => {
          current?.focus();
          current?.setSelectionRange(caret, caret);
        });
      }}
    >
      <Composer
        label="Your question"
        placeholder="For example: average age by gender, as a bar chart"
        text={text}
        options={store.options}
        messageOf={messageOf}
        autoFocus
        field={field}
        onSend={(question) => sendDraft(store, '', question, text, undefined)}
      />
      {problem !== undefined && (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
    </FirstScreen>
  );
}

const ENDED: Partial<Record<JobStatus, string>> = {
  succeeded: 'Answered.',
  failed: 'This could not be answered.',
  cancelled: 'Cancelled.',
};

/** Says the status to screen readers, and shows it in the tab. */
function Status({ store }: { readonly store: Store }) {
  const shown = useComputed(() => {
    const route = store.router.route.value;
    const entry = store.conversation.value.find((one) => route.name === 'question' && one.jobId === route.jobId);
    const job = entry?.job.value;
    if (!entry || entry.missing.value !== undefined) return { words: '', question: undefined, status: undefined };
    const status = job?.status ?? 'received';
    const words = hasEnded(status)
      ? (ENDED[status] ?? '')
      : headlineOf(job, job ? stagesOf(job, entry.events.value, 0) : [], entry.cancelling.value);
    return { words, question: entry.prompt.value, status };
  }).value;
  const { state } = store.connection;
  const tab = tabStateOf(shown.status);
  useEffect(() => {
    document.title = titleOf(tab, shown.question);
    document.querySelector('link[rel="icon"]')?.setAttribute('href', iconAddress(tab));
  }, [tab, shown.question]);
  const words =
    state.value === 'away'
      ? 'Can’t reach the server. Reconnecting…'
      : state.value === 'signed-out'
        ? 'You have been signed out.'
        : shown.words;
  return (
    <div id="status" class="visually-hidden" role="status">
      {words}
    </div>
  );
}
