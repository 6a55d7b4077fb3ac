/** Text that has not been sent yet, and the key under which it is sent, so that sending it twice asks once. */
export interface Draft {
  readonly text: string;
  readonly key: string;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Drafts {
  read(place: string): Draft;
  /** Another text gets another key. */
  write(place: string, text: string): Draft;
  remove(place: string): void;
}

const newKey = (): string => crypto.randomUUID();

function isDraft(value: unknown): value is Draft {
  const { text, key } = (value ?? {}) as Partial<Draft>;
  return typeof text === 'string' && typeof key === 'string';
}

/** Drafts by place, in the tab's storage: they outlive a reload and a sign-in, and no other tab sees them. */
export function createDrafts(storage: Store): Drafts {
  const memory = new Map<string, Draft>();
  const name = (place: string) => `draft:${place}`;

  function stored(place: string): Draft | undefined {
    try {
      const value: unknown = JSON.parse(storage.getItem(name(place)) ?? 'null');
      return isDraft(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  const read = (place: string): Draft => {
    const draft = memory.get(place) ?? stored(place) ?? { text: '', key: newKey() };
    memory.set(place, draft);
    return draft;
  };

  return {
    read,
    write(place, text) {
      const known = read(place);
      const draft = known.text === text ? known : { text, key: newKey() };
      memory.set(place, draft);
      try {
        storage.setItem(name(place), JSON.stringify(draft));
      } catch {
        // The storage is full or forbidden: the text stays in the memory of the page.
      }
      return draft;
    },
    remove(place) {
      memory.delete(place);
      try {
        storage.removeItem(name(place));
      } catch {
        // As above.
      }
    },
  };
}
