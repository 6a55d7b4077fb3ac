import * as z from 'zod/mini';

/**
 * Specifications of charts are untrusted: programs write them. Only what interpreter.chart writes is read, into a
 * description without names of fields, addresses or expressions. The page draws a chart of its design from it.
 */

const MAX_BYTES = 3_000_000;
const MAX_ROWS = 5_000;

const Title = z.string().check(z.maxLength(500));
const FieldName = z.string().check(z.regex(/^\p{L}[\p{L}\p{N}_ ]{0,79}$/u));
const Scalar = z.union([z.string().check(z.maxLength(1_000)), z.number(), z.boolean(), z.null()]);
const FieldOnly = z.strictObject({ field: FieldName });

const Position = z.strictObject({
  field: FieldName,
  title: Title,
  type: z.enum(['quantitative', 'temporal', 'ordinal']),
  sort: z.optional(z.null()),
  axis: z.optional(z.strictObject({ format: z.enum(['.0%', 'd']) })),
  bin: z.optional(z.strictObject({ binned: z.literal(true) })),
});

const Color = z.strictObject({
  field: FieldName,
  title: Title,
  type: z.literal('nominal'),
  sort: z.optional(z.null()),
});

const Specification = z.strictObject({
  $schema: z.string().check(z.regex(/^https:\/\/vega\.github\.io\/schema\/vega-lite\/v\d{1,2}\.json$/)),
  title: Title,
  width: z.literal('container'),
  data: z.strictObject({ values: z.array(z.record(FieldName, Scalar)).check(z.minLength(1), z.maxLength(MAX_ROWS)) }),
  mark: z.strictObject({
    type: z.enum(['bar', 'line', 'point', 'arc']),
    tooltip: z.literal(true),
    point: z.optional(z.literal(true)),
  }),
  encoding: z.strictObject({
    x: z.optional(Position),
    y: z.optional(Position),
    x2: z.optional(FieldOnly),
    theta: z.optional(Position),
    color: z.optional(Color),
    xOffset: z.optional(FieldOnly),
    yOffset: z.optional(FieldOnly),
  }),
});
type Specification = z.infer<typeof Specification>;
type Position = z.infer<typeof Position>;

export type Kind = 'bars' | 'columns' | 'lines' | 'points' | 'slices' | 'histogram';

export interface ChartRow {
  readonly x: string | number | null;
  readonly y: number | null;
  readonly series?: string;
  /** Upper limit of a bin; `x` is the lower one. */
  readonly end?: number | null;
}

/** A chart. Times are ISO 8601 without a zone. */
export interface Chart {
  readonly kind: Kind;
  readonly title: string;
  readonly x: {
    readonly title: string;
    readonly type: 'quantitative' | 'temporal' | 'ordinal';
    readonly isYear: boolean;
  };
  readonly y: { readonly title: string; readonly isShare: boolean };
  readonly series?: { readonly title: string };
  readonly rows: readonly ChartRow[];
}

/** The chart of a specification; undefined for one that interpreter.chart does not write. */
export function readChart(text: string): Chart | undefined {
  if (text.length > MAX_BYTES) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = Specification.safeParse(content);
  return data && chartOf(data);
}

interface Channels {
  readonly kind: Kind;
  /** Of labels, times or numbers that the values belong to. */
  readonly key: Pick<Position, 'field' | 'title' | 'axis'> & { readonly type: Position['type'] };
  readonly value: Position;
}

function channelsOf({ mark, encoding: { x, y, x2, theta, color } }: Specification): Channels | undefined {
  if (mark.type === 'arc') {
    return theta && color && !x && !y
      ? { kind: 'slices', key: { ...color, type: 'ordinal' }, value: theta }
      : undefined;
  }
  if (!x || !y || theta) return undefined;
  if (x.bin || x2) return mark.type === 'bar' && x.bin && x2 ? { kind: 'histogram', key: x, value: y } : undefined;
  if (mark.type !== 'bar') return { kind: mark.type === 'line' ? 'lines' : 'points', key: x, value: y };
  return y.type === 'quantitative' ? { kind: 'columns', key: x, value: y } : { kind: 'bars', key: y, value: x };
}

function chartOf(specification: Specification): Chart | undefined {
  const channels = channelsOf(specification);
  if (!channels) return undefined;
  const { kind, key, value } = channels;
  const { color, x2 } = specification.encoding;
  const series = kind === 'slices' ? undefined : color;
  const rows = specification.data.values.map((row): ChartRow => {
    const cell = (field: string) => (Object.hasOwn(row, field) ? row[field] : null) ?? null;
    return {
      x: key.type === 'quantitative' ? numberOf(cell(key.field)) : textOf(cell(key.field)),
      y: numberOf(cell(value.field)),
      ...(series && { series: textOf(cell(series.field)) }),
      ...(kind === 'histogram' && x2 && { end: numberOf(cell(x2.field)) }),
    };
  });
  return {
    kind,
    title: specification.title,
    x: { title: key.title, type: key.type, isYear: key.axis?.format === 'd' },
    y: { title: value.title, isShare: value.axis?.format === '.0%' || isShare(kind, rows) },
    ...(series && { series: { title: series.title } }),
    rows,
  };
}

type Value = z.infer<typeof Scalar>;
const numberOf = (value: Value): number | null => (typeof value === 'number' ? value : null);
const textOf = (value: Value): string => (value === null ? 'unknown' : String(value));

/** Slices have no axis whose format says that they are shares: they are when they add up to 1. */
const isShare = (kind: Kind, rows: readonly ChartRow[]): boolean =>
  kind === 'slices' && Math.abs(rows.reduce((sum, { y }) => sum + (y ?? 0), 0) - 1) < 1e-6;
