import type { PendingSignIn, Tokens } from './issuer';

/** A sign-in in this window, and the fragment of the address to come back to. */
export interface StoredSignIn extends PendingSignIn {
  readonly fragment: string;
}

const SESSION = 'session';
const SIGN_IN = 'sign-in';
/** How long a tab that is being reloaded may keep its session to itself. */
const RELOAD_MS = 2000;

/**
 * What a tab keeps of its session, in sessionStorage: it survives a reload, which memory does not, ends with the tab, and
 * no other tab reads it, so two tabs never use the same refresh token, which issuers treat as stolen.
 */
export class TokenStore {
  constructor(private readonly storage: Storage) {}

  get tokens(): Tokens | undefined {
    return this.read<{ tokens: Tokens }>(SESSION)?.tokens;
  }

  set tokens(tokens: Tokens | undefined) {
    const id = this.read<{ id: string }>(SESSION)?.id ?? crypto.randomUUID();
    if (tokens) this.storage.setItem(SESSION, JSON.stringify({ id, tokens }));
    else this.storage.removeItem(SESSION);
  }

  /** The pending sign-in of this window, which can be taken once. */
  takeSignIn(): StoredSignIn | undefined {
    const signIn = this.read<StoredSignIn>(SIGN_IN);
    this.storage.removeItem(SIGN_IN);
    return signIn;
  }

  set signIn(signIn: StoredSignIn) {
    this.storage.setItem(SIGN_IN, JSON.stringify(signIn));
  }

  /** Everything that the page has stored for this tab. */
  clear(): void {
    this.storage.clear();
  }

  /**
   * Makes the session this tab's alone, for as long as it is open. A browser copies the storage into a tab that the user
   * duplicates: there the copy is dropped.
   */
  async claim(): Promise<void> {
    const id = this.read<{ id: string }>(SESSION)?.id;
    if (id === undefined) return;
    const claimed = await new Promise<boolean>((resolve) => {
      const hold = () => {
        resolve(true);
        return new Promise<never>(() => {});
      };
      navigator.locks
        .request(`session-${id}`, { signal: AbortSignal.timeout(RELOAD_MS) }, hold)
        .catch(() => resolve(false));
    });
    if (!claimed) this.tokens = undefined;
  }

  private read<T>(key: string): T | undefined {
    const text = this.storage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  }
}
