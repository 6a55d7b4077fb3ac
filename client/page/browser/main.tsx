import { render } from 'preact';
import { App } from './shell/app';
import { browserNotifications } from './shell/notifications';
import { clientApi } from './state/client-api';
import { createConnection } from './state/connection';
import { createDrafts } from './state/drafts';
import { browserRouter } from './state/route';
import { createStore } from './state/store';

// The page's server forwards /api to the API.
const baseUrl = new URL('api', location.href.replace(/[?#].*/, '')).href;
const connection = createConnection({
  send: (input, init) => fetch(input, init),
  probe: `${baseUrl}/jobs?limit=1`,
  target: window,
  isVisible: () => document.visibilityState === 'visible',
});
const router = browserRouter();
const notifications = browserNotifications();
const store = createStore({
  api: clientApi({ baseUrl, fetch: connection.fetch }, 'tables.json'),
  connection,
  router,
  drafts: createDrafts(sessionStorage),
  onEnd: (prompt, status, jobId) => notifications.notify(prompt, status, () => router.go(jobId)),
});

const root = document.getElementById('root');
if (!root) throw new Error('The document has no element with the id "root".');
store.start();
render(<App store={store} notifications={notifications} />, root);
