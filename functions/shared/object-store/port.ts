/** Objects of the system's bucket. Keys are made by `events/documents/keys.ts`. */
export interface ObjectStore {
  /** The object as text, or undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  write(key: string, body: string, mediaType: string): Promise<void>;
  /**
   * Writes an object that is written once (If-None-Match). When it is there already nothing is changed and
   * `existing` is what it holds.
   */
  writeOnce(
    key: string,
    body: string,
    mediaType: string,
  ): Promise<{ written: true } | { written: false; existing: string }>;
  /** Writes the object only while it still holds `expected`; false, and nothing changed, when it does not. */
  replace(key: string, expected: string, body: string, mediaType: string): Promise<boolean>;
  /** Keys below a prefix, at most 1,000, in the order of their bytes. */
  list(prefix: string): Promise<string[]>;
  /** Deletes every object below a prefix; how many it were. */
  erase(prefix: string): Promise<number>;
  /** An address at which anyone may read the object for `seconds`, offered for download under `fileName`. */
  presign(key: string, seconds: number, fileName: string): Promise<string>;
}
