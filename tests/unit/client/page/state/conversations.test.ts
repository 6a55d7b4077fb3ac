import type { PageApi, Summary } from '../../../../../client/page/browser/state/api';
import { chainOf } from '../../../../../client/page/browser/state/chain';
import { conversationsOf, createHistory } from '../../../../../client/page/browser/state/history';

const summary = (jobId: string, minute: number, followUpOf?: string): Summary => ({
  jobId,
  status: 'succeeded',
  prompt: `Question ${jobId}`,
  acceptedAt: `2026-11-24T09:${String(minute).padStart(2, '0')}:00.000Z`,
  links: { self: '', events: '', results: '' },
  ...(followUpOf !== undefined && { followUpOf }),
});

describe('a conversation', () => {
  const jobs = [summary('a', 1), summary('b', 2, 'a'), summary('c', 3, 'a'), summary('d', 4, 'c'), summary('e', 5)];
  const parents: Record<string, string> = { b: 'a', c: 'a', d: 'c' };

  it('has what a question follows, and the newest questions that follow it', () => {
    expect(chainOf('a', (jobId) => parents[jobId], jobs)).toEqual(['a', 'c', 'd']);
    expect(chainOf('b', (jobId) => parents[jobId], jobs)).toEqual(['a', 'b']);
    expect(chainOf('d', (jobId) => parents[jobId], jobs)).toEqual(['a', 'c', 'd']);
  });

  it('ends where questions follow each other in a circle', () => {
    const circle = [summary('x', 1, 'y'), summary('y', 2, 'x')];
    expect(chainOf('x', (jobId) => (jobId === 'x' ? 'y' : 'x'), circle)).toEqual(['y', 'x']);
    expect(conversationsOf(circle)).toHaveLength(2);
  });

  it('is one line of the history, by its newest question', () => {
    const lines = conversationsOf([...jobs, summary('f', 6, 'a')]);
    expect(lines.map(({ id, last, jobs: all }) => [id, last.jobId, all.length])).toEqual([
      ['a', 'f', 5],
      ['e', 'e', 1],
    ]);
  });

  it('begins with the oldest question that has been read', () => {
    expect(conversationsOf([summary('d', 4, 'c')])[0]?.id).toBe('d');
  });
});

describe('the history', () => {
  /** A list of jobs in pages of two, as it is when it is read. */
  function history(stored: { jobs: Summary[] }) {
    const texts: (string | undefined)[] = [];
    const list: PageApi['list'] = async ({ cursor = '0', text }) => {
      texts.push(text);
      const from = Number(cursor);
      const all = stored.jobs.filter(({ prompt }) => prompt.includes(text ?? ''));
      const next = from + 2 < all.length ? { nextCursor: String(from + 2) } : {};
      return { jobs: all.slice(from, from + 2), ...next };
    };
    return { history: createHistory({ list } as PageApi), texts };
  }
  const idsOf = ({ jobs }: ReturnType<typeof history>['history']) => jobs.value.map(({ jobId }) => jobId);
  const five = () => ({ jobs: ['e', 'd', 'c', 'b', 'a'].map((jobId, index) => summary(jobId, 9 - index)) });

  it('keeps the pages that were read when the newest are read again', async () => {
    const stored = five();
    const { history: one } = history(stored);
    await one.refresh();
    await one.more();
    stored.jobs = [summary('f', 10), ...stored.jobs];
    await one.refresh();
    expect(idsOf(one)).toEqual(['f', 'e', 'd', 'c', 'b']);
    await one.more();
    expect(idsOf(one)).toContain('a');
  });

  it('loses what was erased elsewhere, and does not bring back what was erased here', async () => {
    const stored = five();
    const { history: one } = history(stored);
    await one.refresh();
    one.remove(['e']);
    await one.refresh();
    expect(idsOf(one)).toEqual(['d']);
    stored.jobs = stored.jobs.filter(({ jobId }) => jobId !== 'd');
    await one.refresh();
    expect(idsOf(one)).not.toContain('d');
  });

  it('searches by the API, and shows all questions again without a text', async () => {
    const { history: one, texts } = history(five());
    await one.refresh();
    await one.find(' Question b ');
    expect(texts.at(-1)).toBe('Question b');
    expect(one.conversations.value.map(({ id }) => id)).toEqual(['b']);
    await one.find('');
    expect(one.conversations.value).toHaveLength(2);
  });

  it('says in words why it cannot be read, and keeps what it has', async () => {
    const one = createHistory({ list: () => Promise.reject(new TypeError('fetch failed')) } as unknown as PageApi);
    one.put(summary('a', 1));
    await one.refresh();
    expect(one.problem.value).toContain('Can’t reach the server');
    expect(one.jobs.value).toHaveLength(1);
  });
});
