import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { App } from '../browser/shell/app';
import type { Notifications } from '../browser/shell/notifications';
import type { ConnectionState } from '../browser/state/connection';
import { createDrafts } from '../browser/state/drafts';
import { type Route, routeOf } from '../browser/state/route';
import { createStore } from '../browser/state/store';
import { type Content, fakeApi, fakeConnection } from './fake-api';
import {
  executing,
  failed,
  idOf,
  job,
  NOW,
  program,
  repairing,
  running,
  summaries,
  tables,
  waiting,
  writing,
} from './samples';
import type { Story } from './story';

interface Setting extends Content {
  /** Number of the question that is shown. */
  readonly shows?: number | 'nothing';
  readonly state?: ConnectionState;
  readonly history?: boolean;
}

const notifications: Notifications = { canAsk: signal(true), allowed: signal(false), ask() {}, notify() {} };

/** The whole page in a state, at the time of the samples. */
function Page({ setting }: { readonly setting: Setting }) {
  const store = useMemo(() => {
    const { shows, state = 'connected' } = setting;
    const start: Route = shows === 'nothing' ? { name: 'unknown' } : routeOf(shows === undefined ? '' : idOf(shows));
    const route = signal(start);
    const values = new Map<string, string>();
    const created = createStore({
      api: fakeApi({ tables, ...setting }),
      connection: fakeConnection(state, Date.parse(NOW) - Date.now()),
      router: { route, go: (jobId) => (route.value = routeOf(jobId ?? '')) },
      drafts: createDrafts({
        getItem: (name) => values.get(name) ?? null,
        setItem: (name, value) => values.set(name, value),
        removeItem: (name) => values.delete(name),
      }),
    });
    created.start();
    return created;
  }, [setting]);
  return <App store={store} notifications={notifications} />;
}

const followUp = { ...job, jobId: idOf(2), prompt: 'and by interactiontype?', followUpOf: idOf(1) };

const settings: Readonly<Record<string, Setting>> = {
  'first screen': { summaries },
  'first screen, nothing asked yet': {},
  'first screen, no tables': { tables: undefined as never },
  'writing the program': { jobs: [running(1, { status: 'generating' })], events: writing, shows: 1 },
  'preparing the sandbox': { jobs: [running(1)], events: waiting, shows: 1 },
  running: {
    jobs: [running(1, { program })],
    events: executing,
    output: 'Reading users …\n1000 rows\nAveraging …\n',
    shows: 1,
  },
  repairing: { jobs: [running(1, { status: 'repairing', program })], events: repairing, shows: 1 },
  answered: { jobs: [job], shows: 1 },
  conversation: { jobs: [followUp, job], shows: 2 },
  unanswerable: {
    jobs: [
      failed(
        1,
        {
          choices: [
            { question: 'How many purchases are there by month?', tables: ['interactions'], columns: ['createdat'] },
            { question: 'Which items are bought most often?', tables: ['interactions'], columns: ['itemid'] },
          ],
        },
        { prompt: 'What was our revenue by country last year?' },
      ),
    ],
    shows: 1,
  },
  'out of time': {
    jobs: [failed(1, { kind: 'out_of_time', message: 'The program hit its limit of 300 seconds.' })],
    shows: 1,
  },
  'program error': {
    jobs: [
      failed(
        1,
        { kind: 'program_error', message: 'Three programs failed.' },
        {
          program,
          attempts: [
            {
              attempt: 3,
              result: 'failed',
              error: {
                type: 'KeyError',
                message: 'age',
                line: 3,
                traceback: 'Traceback (most recent call last):\nKeyError: age',
              },
            },
          ],
        },
      ),
    ],
    shows: 1,
  },
  cancelled: {
    jobs: [failed(1, { kind: 'cancelled', message: 'You cancelled the job.' }, { status: 'cancelled' })],
    shows: 1,
  },
  'a long question': {
    jobs: [{ ...job, prompt: `Please compare\n\n${'the ages of all users and their interactions, '.repeat(40)}` }],
    shows: 1,
  },
  'server away': { jobs: [job], shows: 1, state: 'away' },
  'signed out': { jobs: [job], shows: 1, state: 'signed-out' },
  'unknown address': { shows: 'nothing', summaries },
};

/** The whole page in each of its states. */
export const pageStories: readonly Story[] = Object.entries(settings).map(([name, setting]) => ({
  name: `page/${name}`,
  render: () => <Page setting={setting} />,
}));
