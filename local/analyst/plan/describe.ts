import type { Column } from '../schema/model';
import type { Condition, Group, Measure, Operator } from './query';

const comparisons: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '<>': 'is not',
  '<': 'is under',
  '<=': 'is at most',
  '>': 'is over',
  '>=': 'is at least',
};

const units = new Set([
  'c',
  'f',
  'usd',
  'eur',
  'gbp',
  'chf',
  'kg',
  'km',
  'cm',
  'mm',
  'ms',
  'kwh',
  'hpa',
  'pct',
  'celsius',
]);

/** A name as words, without its unit: `unit_price_eur` is unit price. */
export const spoken = (column: Column): string => {
  if (column.product) return column.words.join(' ');
  const words =
    column.words.length > 1 && units.has(column.words.at(-1) ?? '') ? column.words.slice(0, -1) : column.words;
  // A name of words, such as `Satisfaction (1-5)`, reads as it is; where one word ends is sure by separators only.
  if (!column.name.includes('_')) return column.name;
  return words.length > 0 ? words.join(' ') : column.name;
};

const once = (text: string): string => text.replace(/^(\w+) \1\b/, '$1');

const list = (values: readonly string[]): string =>
  values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : (values[0] ?? '');

const howMany = (op: Operator, count: number): string =>
  ({
    '=': count === 0 ? 'no' : `exactly ${count}`,
    '<>': `not ${count}`,
    '<': `fewer than ${count}`,
    '<=': `at most ${count}`,
    '>': `more than ${count}`,
    '>=': count === 1 ? 'at least one' : `at least ${count}`,
  })[op];

/** A condition in words: `age is over 30`. */
export const describeCondition = (condition: Condition): string => {
  switch (condition.kind) {
    case 'compare':
      return `${condition.column.name} ${comparisons[condition.op]} ${condition.value}`;
    case 'between':
      return `${condition.column.name} is ${condition.negated ? 'not ' : ''}from ${condition.low} to ${condition.high}`;
    case 'in':
      return `${condition.column.name} is ${condition.negated ? 'not ' : ''}${list(condition.values)}`;
    case 'null':
      return `${condition.column.name} is ${condition.negated ? 'filled in' : 'missing'}`;
    case 'flag':
      return `${condition.column.name} is ${condition.on ? 'yes' : 'no'}`;
    case 'period':
      return `${condition.column.name} is ${condition.negated ? 'not ' : ''}${condition.label}`;
    case 'text': {
      const verb = { is: 'is', contains: 'contains', starts: 'starts with', ends: 'ends with' }[condition.mode];
      return `${condition.column.name} ${condition.negated ? 'not ' : ''}${verb} '${condition.text}'`;
    }
    case 'weekday':
      return `${condition.column.name} falls on ${condition.label}`;
    case 'related': {
      const where =
        condition.conditions.length > 0 ? ` where ${condition.conditions.map(describeCondition).join(' and ')}` : '';
      if (condition.distinct)
        return `they have ${howMany(condition.op, condition.count)} different ${spoken(condition.distinct)} in ${condition.table.name}${where}`;
      return `they have ${howMany(condition.op, condition.count)} ${condition.count === 1 ? 'row' : 'rows'} of ${condition.table.name}${where}`;
    }
    case 'or':
      return condition.either.map(describeCondition).join(' or ');
  }
};

const functions: Readonly<Record<string, string>> = {
  avg: 'average',
  sum: 'total',
  min: 'lowest',
  max: 'highest',
  median: 'median',
  stddev: 'standard deviation of',
  variance: 'variance of',
  range: 'range of',
};

const countless = new Set(['data', 'people', 'staff', 'equipment', 'feedback', 'media', 'personnel', 'children']);

/** What is counted, as a plural: `orders`, `rows of employee survey 2025`, and of a table that is called by no noun. */
const counted = (subject: string): string => {
  const last = subject.split(/[ _]/).at(-1)?.toLowerCase() ?? '';
  return /^\p{L}{3,}s$/u.test(last) || countless.has(last) ? subject : `rows of ${subject}`;
};

/** A measure in words: `average age`. */
export const describeMeasure = (measure: Measure, subject: string): string => {
  switch (measure.kind) {
    case 'count':
      return `number of ${counted(subject)}`;
    case 'matching':
      return `number of ${counted(subject)} where ${measure.conditions.map(describeCondition).join(' and ')}`;
    case 'distinct':
      return `number of different ${spoken(measure.column)}`;
    case 'filled':
      return `number of rows with ${spoken(measure.column)}`;
    case 'agg':
      return once(`${functions[measure.fn]} ${spoken(measure.column)}`);
    case 'percentile':
      return `${measure.at}th percentile of ${spoken(measure.column)}`;
    case 'product':
      return `${functions[measure.fn]} ${measure.name}`;
    case 'rate':
      return measure.name;
    case 'per':
      return `${subject} per ${measure.name}`;
  }
};

/** What rows are grouped by, in words. */
export const describeGroup = (group: Group): string => {
  switch (group.kind) {
    case 'column':
      return spoken(group.column);
    case 'time':
      return group.grain;
    case 'part':
      return { weekday: 'day of the week', hour: 'hour of the day', month: 'month of the year' }[group.part];
    case 'met':
      return group.name;
    case 'band':
    case 'step':
      return `${spoken(group.column)} group`;
  }
};
