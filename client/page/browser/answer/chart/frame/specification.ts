import type { TopLevelSpec } from 'vega-lite';
import type { Chart } from '../chart-file';

export interface Style {
  /** CSS pixels. */
  readonly width: number;
  readonly isDark: boolean;
  readonly hasForcedColors: boolean;
}

const LIGHT = [
  '#1f5fd0',
  '#c2410c',
  '#146c3f',
  '#8a4fbf',
  '#b3261e',
  '#00737d',
  '#825100',
  '#b83280',
  '#566172',
  '#4d6b0d',
];
const DARK = [
  '#7db2ff',
  '#ff9d5c',
  '#5fd097',
  '#c79bff',
  '#ff948b',
  '#4fd0dc',
  '#f2c265',
  '#ff8fcb',
  '#a9b4c2',
  '#b5d45f',
];
const MANY_POINTS = 60;
/** Labels of bars in a narrow chart are cut at a share of its width. */
const LABEL_SHARE = 0.4;

/** A chart in Vega-Lite, in the look of the page. */
export function specificationOf(chart: Chart, style: Style): TopLevelSpec {
  return {
    data: { values: chart.rows as unknown as Record<string, unknown>[] },
    title: chart.title === '' ? undefined : { text: chart.title, limit: style.width },
    width: style.width,
    ...(chart.kind !== 'bars' && { height: 280 }),
    autosize: { type: chart.kind === 'bars' ? 'fit-x' : 'fit', contains: 'padding' },
    background: 'transparent',
    ...contentOf(chart, style),
    config: configOf(style),
  } as TopLevelSpec;
}

const number = ({ y }: Chart): object => (y.isShare ? { format: '.1%' } : { format: ',.6~r' });

function tooltipOf(chart: Chart): object[] {
  const { x, y, series, kind } = chart;
  const key = { field: 'x', title: x.title || ' ', type: x.type };
  const time = { ...key, format: hasHours(chart) ? '%c' : '%x' };
  const from = {
    ...key,
    title: kind === 'histogram' ? `${x.title} from` : key.title,
    format: x.isYear ? 'd' : ',.6~r',
  };
  return [
    x.type === 'temporal' ? time : x.type === 'quantitative' ? from : key,
    ...(kind === 'histogram' ? [{ field: 'end', title: 'to', type: 'quantitative', format: ',.6~r' }] : []),
    ...(series ? [{ field: 'series', title: series.title || ' ', type: 'nominal' }] : []),
    { field: 'y', title: y.title || ' ', type: 'quantitative', ...number(chart) },
  ];
}

const hasHours = ({ rows }: Chart): boolean =>
  rows.some(({ x }) => typeof x === 'string' && !/T00:00:00|^[^T]*$/.test(x));

function contentOf(chart: Chart, style: Style): object {
  const { kind, x, y, series } = chart;
  const tooltip = tooltipOf(chart);
  const valueAxis = y.isShare ? { format: '.0%' } : {};
  const key = {
    field: 'x',
    title: x.title,
    type: x.type,
    ...(x.type === 'ordinal' && { sort: null }),
    axis: {
      ...(x.isYear && { format: 'd', tickMinStep: 1 }),
      ...(x.type === 'ordinal' && kind !== 'bars' && { labelAngle: -40, labelOverlap: true }),
    },
  };
  const value = { field: 'y', title: y.title, type: 'quantitative', stack: null, axis: valueAxis };
  const color = series && {
    field: 'series',
    title: series.title,
    type: 'nominal',
    sort: null,
    legend: style.width < 560 ? { orient: 'bottom', columns: 2 } : {},
  };
  // A choice in the legend makes the other series pale.
  const params = series ? [{ name: 'chosen', select: { type: 'point', fields: ['series'] }, bind: 'legend' }] : [];
  const pale = series && { opacity: { condition: { param: 'chosen', value: 1 }, value: 0.15 } };
  const colored = { ...(color && { color }), ...pale, tooltip };
  switch (kind) {
    case 'slices':
      return {
        mark: { type: 'arc', innerRadius: 36 },
        encoding: {
          theta: { field: 'y', type: 'quantitative', stack: true },
          order: { field: 'y', type: 'quantitative', sort: 'descending' },
          color: {
            field: 'x',
            title: x.title,
            type: 'nominal',
            sort: null,
            ...(style.width < 460 && { legend: { orient: 'bottom', columns: 2 } }),
          },
          tooltip,
        },
      };
    case 'histogram':
      return {
        mark: { type: 'bar' },
        encoding: { x: { ...key, bin: { binned: true } }, x2: { field: 'end' }, y: value, tooltip },
      };
    case 'bars':
      return {
        params,
        mark: { type: 'bar' },
        height: { step: series ? 14 : 24 },
        encoding: {
          y: { ...key, axis: { labelLimit: style.width * LABEL_SHARE } },
          x: value,
          ...(series && { yOffset: { field: 'series', sort: null } }),
          ...colored,
        },
      };
    case 'columns':
      return {
        params,
        mark: { type: 'bar' },
        encoding: { x: key, y: value, ...(series && { xOffset: { field: 'series', sort: null } }), ...colored },
      };
    case 'points':
      return {
        params,
        mark: { type: 'point', filled: true, opacity: 0.6 },
        encoding: { x: { ...key, scale: { zero: false } }, y: { ...value, scale: { zero: false } }, ...colored },
      };
    case 'lines':
      return {
        params,
        mark: { type: 'line', point: chart.rows.length <= MANY_POINTS ? { size: 45 } : { size: 60, opacity: 0 } },
        encoding: { x: key, y: value, ...colored },
      };
  }
}

function configOf({ isDark, hasForcedColors, width }: Style): object {
  const text = hasForcedColors ? 'CanvasText' : isDark ? '#e6eaf0' : '#18202b';
  const quiet = hasForcedColors ? 'CanvasText' : isDark ? '#a0acbb' : '#566172';
  const line = isDark ? '#333d49' : '#dfe4ea';
  const colors = isDark ? DARK : LIGHT;
  const font = 'system-ui, sans-serif';
  return {
    font,
    view: { stroke: null },
    title: { anchor: 'start', color: text, fontSize: 14, fontWeight: 600, offset: 12 },
    axis: {
      labelColor: quiet,
      titleColor: quiet,
      titleFontWeight: 'normal',
      labelFontSize: 12,
      titleFontSize: 12,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelLimit: Math.max(80, width * 0.3),
      titleLimit: Math.max(120, width * 0.8),
    },
    axisBand: { grid: false, ticks: false, domain: false },
    axisX: { tickCount: Math.max(3, Math.floor(width / 90)) },
    legend: {
      labelColor: text,
      titleColor: quiet,
      titleFontWeight: 'normal',
      labelFontSize: 12,
      labelLimit: Math.max(80, width * 0.25),
    },
    range: { category: colors },
    mark: { color: colors[0] },
    bar: { cornerRadiusEnd: 2 },
  };
}
