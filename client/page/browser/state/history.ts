import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { hasEnded } from '../../..';
import type { Job, PageApi, Summary } from './api';
import { messageOf } from './messages';

const PAGE = 30;

/** Questions that follow each other, the oldest first. */
export interface Conversation {
  /** Id of the oldest question that is listed. */
  readonly id: string;
  readonly jobs: readonly Summary[];
  readonly first: Summary;
  readonly last: Summary;
}

interface Listing {
  readonly jobs: readonly Summary[];
  readonly cursor?: string | undefined;
}

export interface History {
  /** The caller's questions, the newest first, as far as they were read. */
  readonly jobs: ReadonlySignal<readonly Summary[]>;
  /** The conversations that the list shows: all, or those that contain what is searched for. */
  readonly conversations: ReadonlySignal<readonly Conversation[]>;
  readonly search: ReadonlySignal<string>;
  readonly hasMore: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly loaded: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<string | undefined>;
  /** Reads the newest questions again; older ones stay in the list. */
  refresh(): Promise<void>;
  more(): Promise<void>;
  find(text: string): Promise<void>;
  put(summary: Summary): void;
  remove(jobIds: readonly string[]): void;
}

const newestFirst = (a: Summary, b: Summary): number =>
  a.acceptedAt === b.acceptedAt ? (a.jobId < b.jobId ? 1 : -1) : a.acceptedAt < b.acceptedAt ? 1 : -1;

/** Summaries of both lists, each once, as the second list has them. */
function merge(known: readonly Summary[], read: readonly Summary[]): Summary[] {
  const all = new Map(known.map((one) => [one.jobId, one]));
  for (const one of read) all.set(one.jobId, one);
  return [...all.values()].sort(newestFirst);
}

/** Groups questions by the first one of their conversation; the conversation with the newest question comes first. */
export function conversationsOf(jobs: readonly Summary[]): Conversation[] {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const rootOf = (job: Summary): string => {
    let root = job;
    const seen = new Set<string>();
    for (;;) {
      const before = root.followUpOf === undefined ? undefined : byId.get(root.followUpOf);
      if (!before || seen.has(before.jobId)) return root.jobId;
      seen.add(before.jobId);
      root = before;
    }
  };
  const groups = new Map<string, Summary[]>();
  for (const job of [...jobs].sort(newestFirst)) {
    const root = rootOf(job);
    groups.set(root, [...(groups.get(root) ?? []), job]);
  }
  return [...groups].flatMap(([id, [...group]]) => {
    const ordered = group.reverse();
    const [first, last] = [ordered[0], ordered.at(-1)];
    return first && last ? [{ id, jobs: ordered, first, last }] : [];
  });
}

export function createHistory(api: PageApi): History {
  const all = signal<Listing>({ jobs: [] });
  const found = signal<Listing | undefined>(undefined);
  const search = signal('');
  const loading = signal(false);
  const loaded = signal(false);
  const problem = signal<string | undefined>(undefined);
  /** Ids that were erased: a list that was requested before must not bring them back. */
  const erased = new Set<string>();

  async function read(work: () => Promise<void>): Promise<void> {
    loading.value = true;
    try {
      await work();
      problem.value = undefined;
    } catch (error) {
      problem.value = messageOf(error);
    } finally {
      loading.value = false;
    }
  }

  const present = (jobs: readonly Summary[]) => jobs.filter(({ jobId }) => !erased.has(jobId));
  // An API without the filter lists all.
  const matching = (jobs: readonly Summary[]) =>
    present(jobs).filter(({ prompt }) => prompt.toLowerCase().includes(search.value.toLowerCase()));

  return {
    jobs: computed(() => all.value.jobs),
    conversations: computed(() => conversationsOf((found.value ?? all.value).jobs)),
    search,
    hasMore: computed(() => (found.value ?? all.value).cursor !== undefined),
    loading,
    loaded,
    problem,
    refresh: () =>
      read(async () => {
        const page = await api.list({ limit: PAGE });
        const jobs = present(page.jobs);
        const oldest = page.nextCursor === undefined ? undefined : jobs.at(-1)?.acceptedAt;
        const isRead = new Set(jobs.map(({ jobId }) => jobId));
        // What the page would have contained was erased elsewhere.
        const older = all.value.jobs.filter(
          (one) => isRead.has(one.jobId) || (oldest !== undefined && one.acceptedAt <= oldest),
        );
        const isFirst = !loaded.value;
        batch(() => {
          all.value = {
            jobs: merge(older, jobs),
            cursor: isFirst || older.length === 0 ? page.nextCursor : all.value.cursor,
          };
          loaded.value = true;
        });
      }),
    more: () =>
      read(async () => {
        const list = found.value === undefined ? all : found;
        const before = list.value;
        if (before?.cursor === undefined) return;
        const text = search.value || undefined;
        const page = await api.list({ limit: PAGE, cursor: before.cursor, text });
        if (list.value !== undefined && search.value === (text ?? '')) {
          list.value = { jobs: merge(list.value.jobs, matching(page.jobs)), cursor: page.nextCursor };
        }
      }),
    async find(text) {
      search.value = text.trim();
      if (search.value === '') {
        found.value = undefined;
        return;
      }
      await read(async () => {
        const wanted = search.value;
        const page = await api.list({ limit: PAGE, text: wanted });
        if (search.value === wanted) found.value = { jobs: matching(page.jobs), cursor: page.nextCursor };
      });
    },
    put(summary) {
      all.value = { ...all.value, jobs: merge(all.value.jobs, [summary]) };
      const listing = found.value;
      if (listing?.jobs.some(({ jobId }) => jobId === summary.jobId)) {
        found.value = { ...listing, jobs: merge(listing.jobs, [summary]) };
      }
    },
    remove(jobIds) {
      for (const jobId of jobIds) erased.add(jobId);
      all.value = { ...all.value, jobs: present(all.value.jobs) };
      if (found.value) found.value = { ...found.value, jobs: present(found.value.jobs) };
    },
  };
}

/** A job as the history lists it. */
export const summaryOf = ({ jobId, status, prompt, followUpOf, acceptedAt, endedAt, links }: Job): Summary => ({
  jobId,
  status,
  prompt,
  acceptedAt,
  links,
  ...(followUpOf !== undefined && { followUpOf }),
  ...(endedAt !== undefined && { endedAt }),
});

export const isOpen = ({ status }: Summary): boolean => !hasEnded(status);
