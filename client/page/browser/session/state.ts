export interface User {
  /** Identifies the user at the issuer. */
  readonly subject: string;
  /** To show. */
  readonly name: string;
}

/** Where the caller stands with the issuer. `problem` is a sentence for the user. */
export type SessionState =
  | { readonly kind: 'signedOut'; readonly problem?: string }
  /** The page is about to be left for the issuer's, or has just come back. */
  | { readonly kind: 'signingIn' }
  /** An API that is open to anyone has no user. */
  | { readonly kind: 'signedIn'; readonly user?: User }
  /** The issuer gives no more tokens. The page keeps everything until the user signs in again, in another window. */
  | { readonly kind: 'expired'; readonly user: User; readonly problem?: string; readonly signingIn?: true };

/** A value that calls its listeners when it changes. */
export class Observable<T> {
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(value: T) {
    this.current = value;
    for (const listener of [...this.listeners]) listener(value);
  }

  /** Calls the listener at each change, until the returned function is called. */
  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
