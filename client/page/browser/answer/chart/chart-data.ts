import type { Column, Table } from '../table/table';
import type { Chart } from './chart-file';

const KINDS = {
  bars: 'Bar chart',
  columns: 'Bar chart',
  lines: 'Line chart',
  points: 'Scatter plot',
  slices: 'Pie chart',
  histogram: 'Histogram',
} as const;

/** What a chart is, in words. */
export const describeChart = (chart: Chart): string =>
  `${KINDS[chart.kind]}: ${chart.title || `${chart.y.title} by ${chart.x.title}`}`;

const timeOf = (time: string): string => time.replace(/T00:00:00(?:\.0+)?$/, '').replace('T', ' ');

/** The data of a chart as a table. */
export function chartTable({ x, y, series, rows }: Chart): Table {
  const hasEnd = rows.some(({ end }) => end !== undefined);
  const numbers: Pick<Column, 'isNumber' | 'grouping'> = { isNumber: true, grouping: 'min2' };
  const xColumn: Column = {
    title: hasEnd ? `${x.title} from` : x.title,
    ...(x.type === 'quantitative' ? numbers : { isNumber: false }),
    ...(x.isYear && { grouping: false }),
  };
  const columns: Column[] = [
    xColumn,
    ...(hasEnd ? [{ title: 'to', ...numbers }] : []),
    ...(series ? [{ title: series.title, isNumber: false }] : []),
    { title: y.title, ...numbers, ...(y.isShare ? { isShare: true, digits: 1 } : { digits: digitsOf(rows) }) },
  ];
  return {
    columns,
    rows: rows.map((row) => [
      typeof row.x === 'string' && x.type === 'temporal' ? timeOf(row.x) : String(row.x ?? ''),
      ...(hasEnd ? [String(row.end ?? '')] : []),
      ...(series ? [row.series ?? ''] : []),
      String(row.y ?? ''),
    ]),
  };
}

const digitsOf = (rows: Chart['rows']): number => {
  const largest = rows.reduce((most, { y }) => Math.max(most, Math.abs(y ?? 0)), 0);
  if (largest >= 1e6 || rows.every(({ y }) => y === null || Number.isInteger(y))) return 0;
  return largest >= 1 ? 2 : largest === 0 ? 0 : Math.min(12, 2 - Math.floor(Math.log10(largest)));
};
