import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import { type FeedbackRequest, hasEnded, type JobStatus, type TablesView } from '../../..';
import type { LocalSystem, PageApi } from './api';
import { chainOf } from './chain';
import type { ApiConnection } from './connection';
import type { Drafts } from './drafts';
import { createHistory, type History, isOpen, summaryOf } from './history';
import { createJobs, type JobEntry, type Jobs } from './jobs';
import { messageOf } from './messages';
import { DEFAULT_OPTIONS, type Options, requestOf } from './options';
import type { Router } from './route';

/** Milliseconds between two readings of the history while a question is open that the page does not follow. */
const HISTORY_INTERVAL = 4000;

export interface Question {
  readonly text: string;
  readonly key: string;
  readonly followUpOf?: string | undefined;
  readonly options?: Options | undefined;
}

/** The state of the page, in one place. */
export interface Store {
  readonly router: Router;
  readonly connection: ApiConnection;
  readonly history: History;
  readonly jobs: Jobs;
  readonly drafts: Drafts;
  readonly options: Signal<Options>;
  readonly tables: ReadonlySignal<TablesView | undefined>;
  readonly local: ReadonlySignal<LocalSystem>;
  /** Why the tables are not shown. */
  readonly tablesProblem: ReadonlySignal<string | undefined>;
  /** The question that was asked last on this page. */
  readonly asked: ReadonlySignal<string | undefined>;
  /** The questions of the conversation that is shown, the oldest first. */
  readonly conversation: ReadonlySignal<readonly JobEntry[]>;
  /** Asks a question and shows it. Rejects when it is refused. */
  ask(question: Question): Promise<void>;
  /** Runs the program of a job again, or another one on the same question, and shows it. */
  rerun(jobId: string, program: string | undefined): Promise<void>;
  feedback(jobId: string, value: FeedbackRequest): Promise<void>;
  share(jobId: string, shared: boolean): Promise<void>;
  /** Erases questions with their answers and files. Rejects at the first that cannot be. */
  erase(jobIds: readonly string[]): Promise<void>;
  readonly api: PageApi;
  start(): void;
}

export interface StoreOptions {
  readonly api: PageApi;
  readonly connection: ApiConnection;
  readonly router: Router;
  readonly drafts: Drafts;
  /** Called when a question has ended that was open before. */
  readonly onEnd?: (prompt: string, status: JobStatus, jobId: string) => void;
}

export function createStore({ api, connection, router, drafts, onEnd = () => {} }: StoreOptions): Store {
  const history = createHistory(api);
  const options = signal<Options>(DEFAULT_OPTIONS);
  const tables = signal<TablesView | undefined>(undefined);
  const tablesProblem = signal<string | undefined>(undefined);
  const local = signal<LocalSystem>({ tables: [] });
  const asked = signal<string | undefined>(undefined);
  const jobs = createJobs({
    api,
    connection,
    onChange: (job, before) => {
      history.put(summaryOf(job));
      if (before && !hasEnded(before.status) && hasEnded(job.status)) onEnd(job.prompt, job.status, job.jobId);
    },
  });

  const parentOf = (jobId: string): string | undefined =>
    jobs.entry(jobId).followUpOf.value ?? history.jobs.value.find((one) => one.jobId === jobId)?.followUpOf;
  const ids = computed(() => {
    const route = router.route.value;
    return route.name === 'question' ? chainOf(route.jobId, parentOf, history.jobs.value).join() : '';
  });
  const conversation = computed(() => (ids.value === '' ? [] : ids.value.split(',').map(jobs.entry)));

  async function readTables(): Promise<void> {
    try {
      tables.value = await api.tables();
      tablesProblem.value = undefined;
    } catch (error) {
      tablesProblem.value = messageOf(error);
    }
    local.value = await api.local().catch(() => ({ tables: [] }));
  }

  /** Shows a job that was just accepted, before it has been read. */
  function show(jobId: string, prompt: string, followUpOf: string | undefined): void {
    const links = { self: '', events: '', results: '' };
    const acceptedAt = new Date(Date.now() + connection.clockOffset.value).toISOString();
    const entry = jobs.entry(jobId);
    batch(() => {
      entry.prompt.value = prompt;
      entry.followUpOf.value = followUpOf;
      if (!history.jobs.value.some((one) => one.jobId === jobId)) {
        history.put({ jobId, status: 'received', prompt, acceptedAt, links, ...(followUpOf && { followUpOf }) });
      }
      asked.value = jobId;
      router.go(jobId);
    });
  }

  return {
    api,
    router,
    connection,
    history,
    jobs,
    drafts,
    options,
    tables,
    tablesProblem,
    local,
    asked,
    conversation,
    async ask({ text, key, followUpOf, options: chosen = options.value }) {
      const request = { prompt: text, ...requestOf(chosen), ...(followUpOf !== undefined && { followUpOf }) };
      const { jobId } = await api.submit(request, key);
      show(jobId, text, followUpOf);
    },
    async rerun(jobId, program) {
      const entry = jobs.entry(jobId);
      const accepted = await api.rerun(jobId, program, crypto.randomUUID());
      show(accepted.jobId, entry.prompt.value ?? '', entry.followUpOf.value);
    },
    async feedback(jobId, value) {
      await api.feedback(jobId, value);
      await jobs.refresh(jobId);
    },
    async share(jobId, shared) {
      await api.share(jobId, shared);
      await jobs.refresh(jobId);
    },
    async erase(jobIds) {
      // The newest first: what is left after a refusal is a conversation still.
      for (const jobId of [...jobIds].reverse()) {
        await api.erase(jobId);
        const route = router.route.value;
        const shown =
          route.name === 'question' && untracked(() => conversation.value.some((one) => one.jobId === jobId));
        const before = parentOf(jobId);
        batch(() => {
          history.remove([jobId]);
          if (shown && route.name === 'question' && route.jobId === jobId) {
            router.go(before !== undefined && !jobIds.includes(before) ? before : undefined);
          }
        });
        jobs.forget(jobId);
        drafts.remove(jobId);
      }
    },
    start() {
      effect(() => {
        const followed = ids.value === '' ? [] : ids.value.split(',');
        untracked(() => jobs.follow(followed));
      });
      // What was missed while the API was away or the caller was signed out.
      effect(() => {
        if (connection.state.value !== 'connected') return;
        untracked(() => {
          history.refresh().catch(() => {});
          if (tables.value === undefined) readTables().catch(() => {});
        });
      });
      const open = computed(() => history.jobs.value.some(isOpen));
      effect(() => {
        if (!open.value || connection.state.value !== 'connected') return;
        const timer = setInterval(() => {
          if (history.jobs.value.some((one) => isOpen(one) && !ids.value.includes(one.jobId))) {
            history.refresh().catch(() => {});
          }
        }, HISTORY_INTERVAL);
        return () => clearInterval(timer);
      });
    },
  };
}
