/** Seeded random numbers, the same on every machine. */
export function chance(seed) {
  let state = seed;
  /** Mulberry32: uniform in [0, 1). */
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low, high) => low + Math.floor(random() * (high - low + 1));
  /** Approximately normal, mean 0 and standard deviation 1. */
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6);
  /** A weighted choice from `[value, weight]` pairs. */
  const pick = (choices) => {
    let rest = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return choices[0][0];
  };
  const orNothing = (share, value) => (random() < share ? '' : value);
  return { random, integer, normal, pick, orNothing };
}

const quoted = (value) => (/[",;\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);

/** Rows with the same fields as CSV, with a header. */
export const csv = (rows, separator = ',') =>
  [Object.keys(rows[0]), ...rows.map(Object.values)].map((row) => `${row.map(quoted).join(separator)}\n`).join('');

/** Milliseconds since 1970 as `2026-03-01 07:05:00`. */
export const timestamp = (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
