import type { Band, Fn, Group, Measure } from '../plan/query';
import type { Column } from '../schema/model';
import { isFlag, isNumeric } from '../schema/roles';
import { conditionSql, type Naming, type Related } from './conditions';
import { quoteText } from './names';

/** A column as a number that does not lose its decimals: averages of integers are integers in Redshift. */
const decimal = (name: string): string => `CAST(${name} AS DOUBLE PRECISION)`;

const numeric = (column: Column, name: Naming): string => {
  if (!isFlag(column) || isNumeric(column)) return decimal(name(column));
  const on = conditionSql({ kind: 'flag', column, on: true }, name, () => '');
  return `CASE WHEN ${name(column)} IS NULL THEN NULL WHEN ${on} THEN 1.0 ELSE 0.0 END`;
};

const calls: Readonly<Record<Fn, (sql: string) => string>> = {
  avg: (sql) => `AVG(${sql})`,
  sum: (sql) => `SUM(${sql})`,
  min: (sql) => `MIN(${sql})`,
  max: (sql) => `MAX(${sql})`,
  median: (sql) => `MEDIAN(${sql})`,
  stddev: (sql) => `STDDEV_SAMP(${sql})`,
  variance: (sql) => `VAR_SAMP(${sql})`,
  range: (sql) => `MAX(${sql}) - MIN(${sql})`,
};
const exact = (fn: Fn): boolean => fn === 'min' || fn === 'max' || fn === 'range';

/** The SQL of a measure. */
export const measureSql = (measure: Measure, name: Naming, related: Related): string => {
  switch (measure.kind) {
    case 'count':
      return 'COUNT(*)';
    case 'filled':
      return `COUNT(${name(measure.column)})`;
    case 'distinct':
      return `COUNT(DISTINCT ${name(measure.column)})`;
    case 'agg': {
      const { fn, column } = measure;
      if (fn === 'sum' && column.kind === 'integer') return `CAST(SUM(${name(column)}) AS BIGINT)`;
      return calls[fn](exact(fn) ? name(column) : numeric(column, name));
    }
    case 'percentile':
      return `PERCENTILE_CONT(${measure.at / 100}) WITHIN GROUP (ORDER BY ${decimal(name(measure.column))})`;
    case 'product':
      return calls[measure.fn](measure.columns.map((column) => decimal(name(column))).join(' * '));
    case 'rate': {
      const met = measure.conditions.map((condition) => conditionSql(condition, name, related)).join(' AND ');
      if (!measure.of) return `100.0 * SUM(CASE WHEN ${met} THEN 1 ELSE 0 END) / COUNT(*)`;
      const summed = decimal(name(measure.of));
      return `100.0 * SUM(CASE WHEN ${met} THEN ${summed} ELSE 0 END) / NULLIF(SUM(${summed}), 0)`;
    }
    case 'matching': {
      const met = measure.conditions.map((condition) => conditionSql(condition, name, related)).join(' AND ');
      return `CAST(SUM(CASE WHEN ${met} THEN 1 ELSE 0 END) AS BIGINT)`;
    }
    case 'per': {
      const unit = measure.grain ? `DATE_TRUNC('${measure.grain}', ${name(measure.column)})` : name(measure.column);
      return `1.0 * COUNT(*) / NULLIF(COUNT(DISTINCT ${unit}), 0)`;
    }
  }
};

const bandSql = (name: string, band: Band): string => {
  const low = band.low === undefined ? '' : `${name} >= ${band.low}`;
  const high = band.high === undefined ? '' : `${name} ${band.closed ? '<=' : '<'} ${band.high}`;
  return `WHEN ${[low, high].filter(Boolean).join(' AND ')} THEN ${quoteText(band.label)}`;
};

/** The SQL of what rows are grouped by. */
export const groupSql = (group: Group, name: Naming, related: Related): string => {
  const column = name(group.column);
  switch (group.kind) {
    case 'column':
      return column;
    case 'time':
      return `DATE_TRUNC('${group.grain}', ${column})`;
    case 'part':
      return `EXTRACT(${{ weekday: 'DOW', hour: 'HOUR', month: 'MONTH' }[group.part]} FROM ${column})`;
    case 'band':
      return `CASE ${group.bands.map((band) => bandSql(column, band)).join(' ')} WHEN ${column} IS NOT NULL THEN 'outside' END`;
    case 'met': {
      const met = group.conditions.map((condition) => conditionSql(condition, name, related)).join(' AND ');
      return `CASE WHEN ${met} THEN 'yes' ELSE 'no' END`;
    }
    case 'step':
      return `FLOOR(${decimal(column)} / ${group.width}) * ${group.width}`;
  }
};
