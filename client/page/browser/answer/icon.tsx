const PATHS = {
  up: 'M7 11v9H4v-9zm0 0 4-8c1.7 0 3 1 3 3v3h5.2a1.8 1.8 0 0 1 1.8 2.1l-1.3 7.2A2 2 0 0 1 17.7 20H7',
  down: 'M17 13V4h3v9zm0 0-4 8c-1.7 0-3-1-3-3v-3H4.8A1.8 1.8 0 0 1 3 12.9l1.3-7.2A2 2 0 0 1 6.3 4H17',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11m0 0-5-5m5 5 5-5M5 20h14',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  notebook: 'M6 3h13v18H6zM9 3v18M4 7h3M4 12h3M4 17h3',
  run: 'M7 4v16l13-8z',
  edit: 'M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4',
  trash: 'M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13',
  verified: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  warning: 'M12 4 2.5 20h19zM12 10v4m0 3v.01',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing next to words: it has no name for screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
