import { type ReadonlySignal, signal } from '@preact/signals';

/** What an address shows. */
export type Route =
  | { readonly name: 'new' }
  | { readonly name: 'question'; readonly jobId: string }
  | { readonly name: 'unknown' };

const JOB_ID = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** The route of an address's fragment: empty, or the id of a question. */
export function routeOf(hash: string): Route {
  const text = hash.replace(/^#/, '');
  if (text === '') return { name: 'new' };
  return JOB_ID.test(text) ? { name: 'question', jobId: text } : { name: 'unknown' };
}

export interface Router {
  readonly route: ReadonlySignal<Route>;
  go(jobId: string | undefined): void;
}

/** Follows the fragment of the window's address. */
export function browserRouter(view: Window = window): Router {
  const route = signal(routeOf(view.location.hash));
  const read = () => {
    route.value = routeOf(view.location.hash);
  };
  view.addEventListener('hashchange', read);
  return {
    route,
    go(jobId) {
      // pushState leaves no trailing # for the first screen.
      const address = jobId === undefined ? view.location.pathname + view.location.search : `#${jobId}`;
      view.history.pushState(null, '', address);
      read();
    },
  };
}
