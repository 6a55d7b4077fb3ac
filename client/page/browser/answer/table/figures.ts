/** A number as answers and CSV files write it. */
export interface Figure {
  /** Without separators and units, for example `-1234.50`: exact, however long it is. */
  readonly plain: Intl.StringNumericLiteral;
  /** Decimal places. */
  readonly digits: number;
  readonly isPercent: boolean;
  readonly hasExponent: boolean;
}

const FIGURE = /^([-−+]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(e[-+]?\d{1,3})?( ?%)?$/i;

/** The number that a text is; undefined for any other text. */
export function figureOf(text: string): Figure | undefined {
  const match = FIGURE.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', decimals = '', exponent = '', percent] = match;
  const plain = `${sign === '-' || sign === '−' ? '-' : ''}${whole.replaceAll(',', '')}${decimals && `.${decimals}`}${exponent}`;
  return {
    plain: plain as Intl.StringNumericLiteral,
    digits: decimals.length,
    isPercent: percent !== undefined,
    hasExponent: exponent !== '',
  };
}

/** Whether a cell of a column of numbers has no value. */
export const isMissing = (text: string): boolean => /^(?:|–|-|nan|none|null|unknown)$/i.test(text.trim());

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(undefined, options);
  formats.set(key, format);
  return format;
}

export interface FigureStyle {
  /** Decimal places; those of the text by default. */
  readonly digits?: number | undefined;
  /** The number is a share, shown as per cent. */
  readonly isShare?: boolean;
  readonly grouping?: 'min2' | 'always' | false;
}

/** A number in the reader's format. */
export function formatFigure(figure: Figure, { digits, isShare = false, grouping = 'always' }: FigureStyle): string {
  if (figure.hasExponent) return formatOf({ maximumSignificantDigits: 6 }).format(figure.plain);
  const places = Math.min(20, digits ?? figure.digits);
  const unit: Intl.NumberFormatOptions = figure.isPercent ? { style: 'unit', unit: 'percent' } : {};
  const style: Intl.NumberFormatOptions = isShare ? { style: 'percent' } : unit;
  const decimals = { minimumFractionDigits: places, maximumFractionDigits: places };
  return formatOf({ ...style, ...decimals, useGrouping: grouping }).format(figure.plain);
}
