import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { hasEnded, ProblemError } from '../../..';
import type { AnswerActions } from '../answer/actions';
import { Answer } from '../answer/answer';
import { Composer } from '../compose/composer';
import type { Notifications } from '../shell/notifications';
import { Unknown } from '../shell/unknown';
import type { Job, Summary } from '../state/api';
import type { JobEntry } from '../state/jobs';
import { may } from '../state/may';
import { messageOf } from '../state/messages';
import { largerThan, type Options } from '../state/options';
import type { Store } from '../state/store';
import { Working } from '../working/working';
import { Failure } from './failure';
import type { Remedy } from './failure-words';
import { followUpsOf } from './follow-ups';
import { Turn, type Versions } from './turn';

export interface ConversationProps {
  readonly store: Store;
  readonly notifications: Notifications;
}

/** Questions and answers one under the other, and a box for the next question. */
export function Conversation({ store, notifications }: ConversationProps) {
  const entries = store.conversation.value;
  const route = store.router.route.value;
  const current = route.name === 'question' ? route.jobId : undefined;
  const shown = entries.find(({ jobId }) => jobId === current);
  useFocusOnNewQuestion(current, current !== undefined && store.asked.value === current);
  if (shown?.missing.value !== undefined && !shown.job.value) {
    return (
      <Unknown
        title="This question is not here"
        text="It was deleted, or it belongs to another person who has not shared it with you."
        onNew={() => store.router.go(undefined)}
      />
    );
  }
  const last = entries.at(-1);
  return (
    <div class="conversation">
      <h1 class="visually-hidden">Conversation</h1>
      {entries.map((entry) => (
        <ConversationTurn key={entry.jobId} entry={entry} store={store} notifications={notifications} />
      ))}
      {last && <FollowUp key={last.jobId} entry={last} store={store} />}
    </div>
  );
}

/** Moves the focus to a question that was just asked, where the reader's next key should work. */
function useFocusOnNewQuestion(current: string | undefined, isNew: boolean): void {
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (current === undefined || before.current === current) return;
    before.current = current;
    const heading = document.getElementById(`question-${current}`);
    if (isNew) heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'start' });
  });
}

interface TurnOptions {
  readonly entry: JobEntry;
  readonly store: Store;
}

function ConversationTurn({ entry, store, notifications }: TurnOptions & { readonly notifications: Notifications }) {
  const { jobId } = entry;
  const job = entry.job.value;
  const followUpOf = entry.followUpOf.value;
  const ask = (text: string, options?: Options) => store.ask({ text, key: crypto.randomUUID(), followUpOf, options });
  const refused = (error: unknown) => {
    entry.refusal.value = messageOf(error);
  };
  const asking = (text: string, options?: Options): void => {
    entry.refusal.value = undefined;
    ask(text, options).catch(refused);
  };
  if (entry.missing.value !== undefined && !job) {
    return <p class="notice calm">A question earlier in this conversation was deleted.</p>;
  }
  return (
    <Turn
      jobId={jobId}
      prompt={entry.prompt.value ?? summaryIn(store, jobId)?.prompt}
      acceptedAt={job?.acceptedAt}
      rerunOf={job?.rerunOf}
      programEdited={job?.programEdited}
      versions={versionsOf(jobId, followUpOf, store.history.jobs.value)}
      options={store.options}
      onEdit={job && may(job, 'follow-up') ? ask : undefined}
      messageOf={messageOf}
      refusal={entry.refusal.value}
    >
      {!job || !hasEnded(job.status) ? (
        <Working
          job={job}
          events={entry.events.value}
          output={entry.output.value}
          cancelling={entry.cancelling.value}
          clockOffset={store.connection.clockOffset.value}
          onCancel={job && may(job, 'cancel') ? () => void store.jobs.cancel(jobId).catch(refused) : undefined}
          onNotify={notifications.canAsk.value ? notifications.ask : undefined}
        />
      ) : job.status === 'succeeded' ? (
        <AnswerOf job={job} store={store} />
      ) : (
        <Failure
          job={job}
          onAsk={asking}
          onRemedy={(remedy) => asking(job.prompt, remedyOptions(remedy, job, store.options.value))}
        />
      )}
    </Turn>
  );
}

const summaryIn = (store: Store, jobId: string): Summary | undefined =>
  store.history.jobs.value.find((one) => one.jobId === jobId);

/** The options with which a question is asked again. */
function remedyOptions(remedy: Remedy, job: Job, options: Options): Options {
  const same = { ...options, size: job.size };
  if (remedy === 'larger-machine') return { ...same, size: largerThan(job.size) ?? job.size };
  return remedy === 'more-time' ? { ...same, timeoutSeconds: Math.min(3600, 3 * options.timeoutSeconds) } : same;
}

/** Questions that follow the same one; those that follow nothing are conversations of their own. */
function versionsOf(jobId: string, followUpOf: string | undefined, jobs: readonly Summary[]): Versions | undefined {
  if (followUpOf === undefined) return undefined;
  const ids = jobs
    .filter((one) => one.followUpOf === followUpOf)
    .map((one) => one.jobId)
    .reverse();
  const index = ids.indexOf(jobId);
  if (index < 0) return undefined;
  return { number: index + 1, count: ids.length, previous: ids[index - 1], next: ids[index + 1] };
}

function AnswerOf({ job, store }: { readonly job: Job; readonly store: Store }) {
  const { jobId } = job;
  const actions = useMemo(
    (): AnswerActions => ({
      blob: (name) => store.api.blob(jobId, name),
      ask: (text) => {
        store.ask({ text, key: crypto.randomUUID(), followUpOf: jobId }).catch((error: unknown) => {
          store.jobs.entry(jobId).refusal.value = messageOf(error);
        });
      },
      rerun: (program) => inWords(store.rerun(jobId, program)),
      feedback: (value) => inWords(store.feedback(jobId, value)),
      share: (shared) => inWords(store.share(jobId, shared)),
      exportNotebook: () => inWords(store.api.notebook(jobId)),
      erase: () => inWords(store.erase([jobId])),
    }),
    [jobId, store],
  );
  return <Answer job={job} actions={actions} />;
}

/** The same promise; what it rejects with is an error in the words of the page. */
const inWords = <T,>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw new Error(messageOf(error), { cause: error });
  });

function FollowUp({ entry, store }: TurnOptions) {
  const { jobId } = entry;
  const job = entry.job.value;
  const text = useDraft(store, jobId);
  if (job && hasEnded(job.status) && !may(job, 'follow-up')) return null;
  const waiting = job && hasEnded(job.status) ? undefined : 'You can ask a follow-up once this is answered.';
  const followUps = job ? followUpsOf(job, store.tables.value) : [];
  return (
    <div class="follow-up">
      {followUps.length > 0 && (
        <ul class="chips" aria-label="Suggested follow-up questions">
          {followUps.map((question) => (
            <li key={question}>
              <button
                type="button"
                class="chip"
                onClick={() => {
                  store.ask({ text: question, key: crypto.randomUUID(), followUpOf: jobId }).catch((error: unknown) => {
                    entry.refusal.value = messageOf(error);
                  });
                }}
              >
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Composer
        label="Ask a follow-up question"
        placeholder="Ask a follow-up question"
        text={text}
        options={store.options}
        messageOf={messageOf}
        waiting={waiting}
        onSend={(question) => sendDraft(store, jobId, question, text, jobId)}
      />
    </div>
  );
}

/** The text of a draft, which is stored as it is written. */
export function useDraft(store: Store, place: string): Signal<string> {
  const text = useMemo(() => signal(store.drafts.read(place).text), [store, place]);
  useEffect(() => text.subscribe((value) => store.drafts.write(place, value)), [store, place, text]);
  return text;
}

/** Asks what a draft contains. It is kept when it is refused; sent again unchanged, it asks the same question once. */
export async function sendDraft(
  store: Store,
  place: string,
  question: string,
  text: Signal<string>,
  followUpOf: string | undefined,
): Promise<void> {
  const { key } = store.drafts.read(place);
  try {
    await store.ask({ text: question, key, followUpOf });
  } catch (error) {
    // The key belongs to other options than these, so the same text needs another one.
    if (error instanceof ProblemError && error.status === 422) store.drafts.remove(place);
    throw error;
  }
  text.value = '';
  store.drafts.remove(place);
}
