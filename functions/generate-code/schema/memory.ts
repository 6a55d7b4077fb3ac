/** Remembers what is made for a key, for a time. What could not be made is not remembered. */
export function memory<T>(
  milliseconds: number,
  now: () => string,
): (key: string, make: () => Promise<T>) => Promise<T> {
  const remembered = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  return (key, make) => {
    const known = remembered.get(key);
    if (known && known.until > Date.parse(now())) return known.value;
    const value = make();
    value.catch(() => remembered.get(key)?.value === value && remembered.delete(key));
    remembered.set(key, { until: Date.parse(now()) + milliseconds, value });
    return value;
  };
}
