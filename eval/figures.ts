/** A number in an answer. */
export interface Figure {
  readonly value: number;
  /** Half a unit of the last digit, the largest rounding error. */
  readonly precision: number;
}

const SCALES: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9 };
const NUMBER =
  /(?<![\p{L}\d.,])([-−+]?)[$€£]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[-+]?\d+)?(?:\s?(k|thousand|m|million|bn|billion)(?![\p{L}\d]))?/giu;

/** The numbers in a text. A hyphen between two numbers is not a sign. */
export function figuresIn(text: string): Figure[] {
  return [...text.matchAll(NUMBER)].map(([, sign = '', whole = '', decimals = '', power = '', unit = '']) => {
    const scale = SCALES[unit.toLowerCase()] ?? 1;
    const size = Number(`${whole.replaceAll(',', '')}${decimals}${power}`) * scale;
    const last = 10 ** (Number(power.slice(1) || 0) - Math.max(0, decimals.length - 1));
    return { value: /[-−]/.test(sign) ? -size : size, precision: (last * scale) / 2 };
  });
}

export const figureOf = (value: number): Figure => figuresIn(String(value))[0] ?? { value, precision: 0 };

/** Largest accepted rounding error, relative to the number. */
const MAX_RELATIVE_ERROR = 0.01;

function isNear({ value, precision }: Figure, gold: number): boolean {
  const error = Math.abs(value - gold);
  if (Number.isInteger(gold) && precision <= 0.5) return error < 1e-9;
  return error <= precision * 1.001 && error <= Math.abs(gold) * MAX_RELATIVE_ERROR + 1e-9;
}

/** Whether a number agrees with the gold number. @param share whether 0.25 can also be written as 25 */
export function agrees(figure: Figure, gold: number, share = false): boolean {
  if (isNear(figure, gold)) return true;
  return share && isNear({ value: figure.value / 100, precision: figure.precision / 100 }, gold);
}
