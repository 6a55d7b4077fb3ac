/** A number as an answer shows it. */
export interface Figure {
  readonly value: number;
  /** Half of its last digit: what was rounded away is at most that. */
  readonly precision: number;
}

const SCALES: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9 };
const NUMBER =
  /(?<![\p{L}\d.,])([-−+]?)[$€£]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[-+]?\d+)?(?:\s?(k|thousand|m|million|bn|billion)(?![\p{L}\d]))?/giu;

/** The numbers of a text; a hyphen between two numbers is no sign. */
export function figuresIn(text: string): Figure[] {
  return [...text.matchAll(NUMBER)].map(([, sign = '', whole = '', decimals = '', power = '', unit = '']) => {
    const scale = SCALES[unit.toLowerCase()] ?? 1;
    const size = Number(`${whole.replaceAll(',', '')}${decimals}${power}`) * scale;
    const last = 10 ** (Number(power.slice(1) || 0) - Math.max(0, decimals.length - 1));
    return { value: /[-−]/.test(sign) ? -size : size, precision: (last * scale) / 2 };
  });
}

export const figureOf = (value: number): Figure => figuresIn(String(value))[0] ?? { value, precision: 0 };

/** What rounding may change, as a part of the number: fewer digits than that do not answer. */
const ROUGHEST = 0.01;

function isNear({ value, precision }: Figure, gold: number): boolean {
  const off = Math.abs(value - gold);
  if (Number.isInteger(gold) && precision <= 0.5) return off < 1e-9;
  return off <= precision * 1.001 && off <= Math.abs(gold) * ROUGHEST + 1e-9;
}

/** Whether a number says what gold says. `share`: gold 0.25 may be shown as 25. */
export function agrees(shown: Figure, gold: number, share = false): boolean {
  if (isNear(shown, gold)) return true;
  return share && isNear({ value: shown.value / 100, precision: shown.precision / 100 }, gold);
}
