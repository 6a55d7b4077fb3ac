import { useEffect, useState } from 'preact/hooks';
import type { ConnectionState } from '../state/connection';
import { Icon } from './icon';

/** Milliseconds of absence before the banner appears: a single failed request is no news. */
const DELAY = 800;

const SIGNED_OUT = 'You have been signed out. Sign in again to continue: everything on this page is kept.';

export interface BannerProps {
  readonly state: ConnectionState;
  readonly onRetry: () => void;
  /** Undefined where the page cannot sign in. */
  readonly onSignIn?: (() => void) | undefined;
  /** Why the caller is signed out, as a sentence. */
  readonly problem?: string | undefined;
}

/** Says that the API is away or the caller signed out, and what happens next. */
export function Banner({ state, onRetry, onSignIn, problem = SIGNED_OUT }: BannerProps) {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    setIsDue(false);
    if (state !== 'away') return;
    const timer = setTimeout(() => setIsDue(true), DELAY);
    return () => clearTimeout(timer);
  }, [state]);

  if (state === 'signed-out') {
    return (
      <section class="banner" aria-label="Connection">
        <Icon name="lock" />
        <p>{problem}</p>
        {onSignIn && (
          <button type="button" onClick={onSignIn}>
            Sign in
          </button>
        )}
      </section>
    );
  }
  if (state !== 'away' || !isDue) return null;
  return (
    <section class="banner" aria-label="Connection">
      <Icon name="warning" />
      <p>Can’t reach the server. Reconnecting… Everything on this page is kept.</p>
      <button type="button" onClick={onRetry}>
        Reconnect now
      </button>
    </section>
  );
}
