/** Ends the state of a sign-in that was begun in a separate window. */
export const POPUP_MARK = '.popup';

/** What a tab of the page sends to the others. */
type Message = { readonly kind: 'answer'; readonly answer: string } | { readonly kind: 'signedOut' };

/** After a window was closed, an answer that it handed over may still be on its way. */
const LATE_MS = 1500;
const WATCH_MS = 250;

/** The windows of the browser: this one, those that open for a sign-in, and other tabs of the page. */
export class Windows {
  private readonly channel = new BroadcastChannel('code-interpreter-session');
  private awaited: ((answer: URLSearchParams) => void) | undefined;

  /** `signedOut` is called when the user signs out in another tab. */
  constructor(signedOut: () => void) {
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'signedOut') signedOut();
      else this.awaited?.(new URLSearchParams(data.answer));
    };
  }

  /** The address of the page, without query and fragment. */
  get address(): string {
    return `${location.origin}${location.pathname}`;
  }

  get fragment(): string {
    return location.hash;
  }

  /** Parameters of the issuer's answer in the address. They are removed from it, and from the history. */
  takeAnswer(): URLSearchParams | undefined {
    const parameters = new URLSearchParams(location.search);
    if (!parameters.has('state') || !(parameters.has('code') || parameters.has('error'))) return undefined;
    this.replaceAddress(location.hash);
    return parameters;
  }

  replaceAddress(fragment: string): void {
    history.replaceState(history.state, '', `${location.pathname}${fragment}`);
  }

  /** Hands the issuer's answer to the tab that began the sign-in, and closes this window. */
  handOver(answer: URLSearchParams): void {
    this.channel.postMessage({ kind: 'answer', answer: answer.toString() } satisfies Message);
    window.close();
  }

  announceSignOut(): void {
    this.channel.postMessage({ kind: 'signedOut' } satisfies Message);
  }

  /** Leaves the page. */
  leave(url: string): void {
    location.assign(url);
  }

  reload(): void {
    location.reload();
  }

  /** Calls the listener when the user comes back to this document with the back button. */
  onReturn(listener: () => void): void {
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) listener();
    });
  }

  /** Opens an empty window. Browsers allow it only while they handle a click. Undefined where they refuse. */
  openPopup(): Popup | undefined {
    const popup = window.open('', '_blank', 'popup,width=480,height=720');
    return popup ? this.popupOf(popup) : undefined;
  }

  private popupOf(popup: Window): Popup {
    return {
      close: () => popup.close(),
      show: (url, state, closed) => {
        popup.location.replace(url);
        return new Promise((resolve) => {
          this.awaited = (answer) => {
            if (answer.get('state') === state) resolve(answer);
          };
          const watch = setInterval(() => {
            if (!popup.closed) return;
            clearInterval(watch);
            setTimeout(closed, LATE_MS);
          }, WATCH_MS);
        });
      },
    };
  }
}

export interface Popup {
  /**
   * Shows the issuer's address. Resolves to the answer with the state. `closed` is called when the window was closed, or
   * seems to be: an issuer may isolate itself from the page. An answer may come even then.
   */
  show(url: string, state: string, closed: () => void): Promise<URLSearchParams>;
  close(): void;
}
