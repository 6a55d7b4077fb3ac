import type { ComponentChild } from 'preact';

/** A component in one of its states, as the gallery shows it. */
export interface Story {
  /** Folder of the component and its state, for example `answer/two charts`. */
  readonly name: string;
  readonly render: () => ComponentChild;
}
