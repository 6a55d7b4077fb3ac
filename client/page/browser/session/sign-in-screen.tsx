import type { SessionState } from './state';
import './session.css';

interface SignInScreenProps {
  readonly state: Extract<SessionState, { kind: 'signedOut' | 'signingIn' }>;
  readonly onSignIn: () => void;
}

/** What a caller sees who is not signed in. */
export function SignInScreen({ state, onSignIn }: SignInScreenProps) {
  const isBusy = state.kind === 'signingIn';
  const problem = state.kind === 'signedOut' ? state.problem : undefined;
  return (
    <main class="sign-in">
      <h1>Code Interpreter on AWS</h1>
      <p>Ask questions about your company’s tables; get answers, charts and the program that made them.</p>
      {problem !== undefined && (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="primary" onClick={onSignIn} disabled={isBusy}>
        {isBusy ? 'Signing in…' : 'Sign in'}
      </button>
    </main>
  );
}
