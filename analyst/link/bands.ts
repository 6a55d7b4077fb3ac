import type { Token } from './tokens';

/** Numbers from one to another, both included; open at an end where there is none. */
export interface Band {
  readonly low?: number;
  readonly high?: number;
  readonly label: string;
}

const UNDER = /^(under|below)$/;
const TO = /^(-|–|to)$/;
const OR = /^(or|and)$/;
const MORE = /^(older|more|over|above|higher|up)$/;

interface BandMatch {
  readonly band: Band;
  readonly length: number;
}

/** One range: `18-29`, `60+`, `60 or older`, `under 18`. */
function bandAt(tokens: readonly Token[], at: number): BandMatch | undefined {
  const [first, second, third] = tokens.slice(at, at + 3);
  const low = first?.value;
  if (low === undefined) {
    const under = UNDER.test(first?.lower ?? '') ? second?.value : undefined;
    return under === undefined ? undefined : { band: { high: under - 1, label: `under ${under}` }, length: 2 };
  }
  const high = TO.test(second?.lower ?? '') ? third?.value : undefined;
  if (high !== undefined) return { band: { low, high, label: `${low}-${high}` }, length: 3 };
  if (second?.text === '+') return { band: { low, label: `${low}+` }, length: 2 };
  return OR.test(second?.lower ?? '') && MORE.test(third?.lower ?? '')
    ? { band: { low, label: `${low}+` }, length: 3 }
    : undefined;
}

/** Two or more ranges in a list: `18-29, 30-44 and 60 or older`. */
export function bandsAt(tokens: readonly Token[], start: number): { bands: Band[]; to: number } | undefined {
  const bands: Band[] = [];
  let at = start;
  let to = start;
  for (let match = bandAt(tokens, at); match; match = bandAt(tokens, at)) {
    bands.push(match.band);
    to = at + match.length;
    at = to;
    while (/^(,|and|or)$/.test(tokens[at]?.lower ?? '')) at += 1;
  }
  return bands.length > 1 ? { bands, to } : undefined;
}

const MAX_BANDS = 10;
const STEPS = [1, 2, 5];

/** Equal ranges between two numbers, with round bounds; none if they are too near for whole numbers as bounds. */
export function equalBands(low: number, high: number): Band[] {
  let power = 1;
  let step = 1;
  for (let at = 0; (high - low) / step > MAX_BANDS - 1; at += 1) {
    power = 10 ** Math.floor((at + 1) / STEPS.length);
    step = (STEPS[(at + 1) % STEPS.length] ?? 1) * power;
  }
  const first = Math.floor(low / step);
  const count = step === 1 ? 0 : Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, at) => {
    const from = (first + at) * step;
    return { low: from, high: from + step - 1, label: `${from}-${from + step - 1}` };
  });
}
