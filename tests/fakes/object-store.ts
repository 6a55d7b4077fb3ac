import type { ObjectStore } from '../../functions/shared/object-store/port';

/** Objects in memory. `objects` is what the bucket holds. */
export function fakeObjectStore(
  objects: Map<string, string> = new Map(),
): ObjectStore & { readonly objects: Map<string, string> } {
  return {
    objects,
    async read(key) {
      return objects.get(key);
    },
    async write(key, body) {
      objects.set(key, body);
    },
    async writeOnce(key, body) {
      const existing = objects.get(key);
      if (existing !== undefined) return { written: false, existing };
      objects.set(key, body);
      return { written: true };
    },
    async replace(key, expected, body) {
      if (objects.get(key) !== expected) return false;
      objects.set(key, body);
      return true;
    },
    async list(prefix) {
      return [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .slice(0, 1000);
    },
    async listAll(prefix) {
      return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async erase(prefix) {
      const matches = [...objects.keys()].filter((key) => key.startsWith(prefix));
      for (const key of matches) objects.delete(key);
      return matches.length;
    },
    async presign(key, seconds, fileName) {
      const query = new URLSearchParams({ expires: String(seconds), name: fileName });
      return `https://bucket.example/${encodeURI(key)}?${query}`;
    },
  };
}
