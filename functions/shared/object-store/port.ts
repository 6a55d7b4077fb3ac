/** The objects of the system's bucket. `events/documents/keys.ts` makes their keys. */
export interface ObjectStore {
  /** The object as text, or undefined if there is none. */
  read(key: string): Promise<string | undefined>;
  write(key: string, body: string, mediaType: string): Promise<void>;
  /** Writes the object unless the key exists; then nothing changes and `existing` is the stored object. */
  writeOnce(
    key: string,
    body: string,
    mediaType: string,
  ): Promise<{ readonly written: true } | { readonly written: false; readonly existing: string }>;
  /** Overwrites the object if it still equals `expected`. False if it does not, or is missing; then nothing changes. */
  replace(key: string, expected: string, body: string, mediaType: string): Promise<boolean>;
  /** Keys with this prefix, at most 1,000, in the order of their bytes. */
  list(prefix: string): Promise<string[]>;
  /** All keys with this prefix, in the order of their bytes. */
  listAll(prefix: string): Promise<string[]>;
  /** Deletes every object with this prefix and returns their number. */
  erase(prefix: string): Promise<number>;
  /** A URL that downloads the object as `fileName`, valid for `seconds`. */
  presign(key: string, seconds: number, fileName: string): Promise<string>;
}
