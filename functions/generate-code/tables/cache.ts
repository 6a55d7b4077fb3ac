/** Caches values by key for `milliseconds`. A promise that rejects is not cached. */
export function cache<T>(milliseconds: number, now: () => string): (key: string, make: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, { readonly expiresAt: number; readonly value: Promise<T> }>();
  return (key, make) => {
    const cached = entries.get(key);
    if (cached && cached.expiresAt > Date.parse(now())) return cached.value;
    const value = make();
    value.catch(() => entries.get(key)?.value === value && entries.delete(key));
    entries.set(key, { expiresAt: Date.parse(now()) + milliseconds, value });
    return value;
  };
}
