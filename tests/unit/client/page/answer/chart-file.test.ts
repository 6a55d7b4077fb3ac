import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readChart } from '../../../../../client/page/browser/answer/chart/chart-file';

const sample = (name: string): { files: Record<string, string> } =>
  JSON.parse(
    readFileSync(resolve(__dirname, `../../../../../client/page/browser/answer/stories/jobs/${name}.json`), 'utf8'),
  );

// biome-ignore lint/suspicious/noExplicitAny: tests change any part of a specification
type Specification = any;

const bars = (): Specification => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: 'Revenue by region',
  width: 'container',
  data: {
    values: [
      { region: 'north', revenue: 1 },
      { region: 'south', revenue: 2 },
    ],
  },
  mark: { type: 'bar', tooltip: true },
  encoding: {
    y: { field: 'region', title: 'Region', type: 'ordinal', sort: null },
    x: { field: 'revenue', title: 'Revenue', type: 'quantitative' },
  },
});

describe('specifications of charts', () => {
  test('that interpreter.chart has written are read', () => {
    const kinds = ['bar-chart', 'lines', 'pie-chart', 'histogram'].map((name) => {
      const chart = readChart(sample(name).files['chart.vl.json'] ?? '');
      return [chart?.kind, chart?.x.type, chart?.series?.title, chart?.rows.length];
    });
    expect(kinds).toEqual([
      ['bars', 'ordinal', undefined, 4],
      ['lines', 'temporal', 'Interaction type', 30],
      ['slices', 'ordinal', undefined, 5],
      ['histogram', 'quantitative', undefined, 13],
    ]);
  });

  test('become rows without names of fields', () => {
    expect(readChart(JSON.stringify(bars()))?.rows).toEqual([
      { x: 'north', y: 1 },
      { x: 'south', y: 2 },
    ]);
  });

  const hostile: Record<string, (specification: Specification) => void> = {
    'data from an address': (one) => {
      one.data = { url: 'https://evil.example/data.csv' };
    },
    'an address next to the data': (one) => {
      one.data.url = 'https://evil.example/';
    },
    'named data': (one) => {
      one.datasets = { one: [] };
    },
    'a generator of data': (one) => {
      one.data = { sequence: { start: 0, stop: 1e9 } };
    },
    'an image as mark': (one) => {
      one.mark = { type: 'image', tooltip: true, url: 'https://evil.example/pixel.png' };
    },
    'an address of a mark': (one) => {
      one.mark.href = 'https://evil.example/';
    },
    'a link of a row': (one) => {
      one.encoding.href = { field: 'region', type: 'nominal' };
    },
    'an image of a row': (one) => {
      one.encoding.url = { field: 'region', type: 'nominal' };
    },
    signals: (one) => {
      one.params = [{ name: 'a', expr: 'b' }];
    },
    'an expression in a title': (one) => {
      one.title = { text: { expr: 'window' } };
    },
    'an expression in an axis': (one) => {
      one.encoding.x.axis = { labelExpr: 'datum.value' };
    },
    'a transform': (one) => {
      one.transform = [{ calculate: '1', as: 'b' }];
    },
    'a selection with a source of events': (one) => {
      one.params = [{ name: 'a', select: { type: 'point', on: 'window:load' } }];
    },
    layers: (one) => {
      one.layer = [{ mark: 'bar' }];
    },
    'options of the page': (one) => {
      one.usermeta = { embedOptions: { loader: { baseURL: 'https://evil.example/' } } };
    },
    'a configuration': (one) => {
      one.config = { font: 'url(https://evil.example)' };
    },
    'a field with a path': (one) => {
      one.encoding.x.field = 'revenue.constructor';
    },
    'a field of a prototype': (one) => {
      one.encoding.x.field = '__proto__';
    },
    'objects in rows': (one) => {
      one.data.values[0].region = { toString: 'evil' };
    },
    'too many rows': (one) => {
      one.data.values = Array.from({ length: 5_001 }, () => ({ region: 'a', revenue: 1 }));
    },
    'long texts': (one) => {
      one.title = 'a'.repeat(501);
    },
    'no rows': (one) => {
      one.data.values = [];
    },
    'another width': (one) => {
      one.width = 1e9;
    },
  };

  for (const [kind, change] of Object.entries(hostile)) {
    test(`with ${kind} are not read`, () => {
      const specification = bars();
      expect(readChart(JSON.stringify(specification))).toBeDefined();
      change(specification);
      expect(readChart(JSON.stringify(specification))).toBeUndefined();
    });
  }

  test('with keys of a prototype change neither rows nor prototypes', () => {
    const inRow = JSON.stringify(bars()).replace('{"region":"north"', '{"__proto__":{"y":9},"region":"north"');
    const atTop = JSON.stringify(bars()).replace('{"$schema"', '{"__proto__":{"polluted":1},"$schema"');
    expect(readChart(inRow)?.rows[0]).toEqual({ x: 'north', y: 1 });
    readChart(atTop);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('whose rows lack a field have no value there, not that of a prototype', () => {
    const specification = bars();
    specification.encoding.y.field = 'constructor';
    expect(readChart(JSON.stringify(specification))?.rows[0]).toEqual({ x: 'unknown', y: 1 });
  });

  test('that are not JSON, or too large, are not read', () => {
    expect(readChart('{')).toBeUndefined();
    expect(readChart(JSON.stringify(bars()) + ' '.repeat(3_000_000))).toBeUndefined();
  });
});
