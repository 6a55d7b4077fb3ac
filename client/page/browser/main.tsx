import { type Signal, signal } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Session } from './session/session';
import { SignInScreen } from './session/sign-in-screen';
import { startSession } from './session/start-session';
import type { SessionState } from './session/state';
import { type Account, App } from './shell/app';
import { browserNotifications } from './shell/notifications';
import { clientApi } from './state/client-api';
import { createConnection } from './state/connection';
import { createDrafts } from './state/drafts';
import { browserRouter } from './state/route';
import { createStore } from './state/store';

/** The page of a user who is, or was, signed in. It is made once, so that signing in again loses nothing. */
function pageOf(session: Session) {
  const { baseUrl, fetch: send } = session.connection;
  const connection = createConnection({
    send,
    probe: `${baseUrl}/jobs?limit=1`,
    target: window,
    isVisible: () => document.visibilityState === 'visible',
  });
  const router = browserRouter();
  const notifications = browserNotifications();
  const { value } = session.state;
  const isOpen = value.kind === 'signedIn' && value.user === undefined;
  const store = createStore({
    // A local system is open.
    api: clientApi({ baseUrl, fetch: connection.fetch }, isOpen ? 'local.json' : undefined),
    connection,
    router,
    drafts: createDrafts(sessionStorage),
    onEnd: (prompt, status, jobId) => notifications.notify(prompt, status, () => router.go(jobId)),
  });
  store.start();
  return { store, notifications };
}

const accountOf = (session: Session): Account | undefined => {
  const { value } = session.state;
  const user = value.kind === 'signedIn' || value.kind === 'expired' ? value.user : undefined;
  return user && { name: user.name, onSignOut: () => void session.signOut() };
};

function Page({ session, state }: { readonly session: Session; readonly state: Signal<SessionState> }) {
  const { value } = state;
  const isOutside = value.kind === 'signedOut' || value.kind === 'signingIn';
  const page = useRef<ReturnType<typeof pageOf>>(undefined);
  useEffect(() => {
    if (value.kind === 'signedIn') page.current?.store.connection.signedIn();
  }, [value]);
  if (isOutside) return <SignInScreen state={value} onSignIn={() => void session.signIn()} />;
  page.current ??= pageOf(session);
  const { store, notifications } = page.current;
  return (
    <App
      store={store}
      notifications={notifications}
      account={accountOf(session)}
      signInProblem={value.kind === 'expired' ? value.problem : undefined}
      onSignIn={() => void session.signIn()}
    />
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('The document has no element with the id "root".');
startSession().then(
  (session) => {
    const state = signal(session.state.value);
    session.state.subscribe((value) => {
      state.value = value;
    });
    render(<Page session={session} state={state} />, root);
  },
  () => render(<p class="notice problem">The page can’t be started. Check your connection and reload it.</p>, root),
);
