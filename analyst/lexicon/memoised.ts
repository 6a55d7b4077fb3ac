const MAX_RESULTS = 50_000;

/** A pure function of texts that computes each result once. Forgets all results when there are too many of them. */
export function memoised<Texts extends readonly string[], Result>(
  compute: (...texts: Texts) => Result,
): (...texts: Texts) => Result {
  const results = new Map<string, Result>();
  return (...texts) => {
    const key = texts.join('\n');
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Result;
    const result = compute(...texts);
    if (results.size >= MAX_RESULTS) results.clear();
    results.set(key, result);
    return result;
  };
}
