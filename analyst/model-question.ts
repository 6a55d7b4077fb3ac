import { resetAliases, Select } from './ground/select';
import { operatorsOf } from './lexicon/lexicon';
import { type Link, linksOf } from './link/links';
import { type Token, tokenise } from './link/tokens';
import { notes } from './render/phrases';
import { program } from './render/python';
import type { Written } from './render/write';
import type { Column, Schema, Table } from './schema/model';
import { pathsFrom, relationsOf } from './schema/relations';
import { isCategory, isFlag, isId, isNumeric, isText, isTime, keyOf } from './schema/roles';

const ALGORITHMS: readonly (readonly [RegExp, string, boolean | undefined])[] = [
  [/\blogistic\b/i, 'logistic regression', true],
  [/\blinear regression\b|\bridge\b/i, 'linear regression', false],
  [/\brandom forest\b/i, 'random forest', undefined],
  [/\bgradient boost|\bxgboost\b|\blightgbm\b|\bboost/i, 'gradient boosting', undefined],
  [/\bdecision tree\b/i, 'decision tree', undefined],
];

/** Words before or after what is predicted. */
const BEFORE =
  /\b(predict(s|ing)?|estimate(s|d)?|estimating|classify|classifies|tell(s|ing)? (whether|if)|whether|if|target (is|variable|column)|forecast(s|ing)? (whether|if))\b/gi;
const TARGET = /\btarget\b/i;
const TARGET_IS = /\btarget( variable| column)?\s*(is|:|=|will be|should be)/i;
/** Characters between a word that announces the target, and its name. */
const WINDOW = 120;

const PREDICTION =
  /\b(machine learning|predict(s|ion|ing|or)?|classifier|classification|regression model|random forest|logistic|linear regression|gradient boosting|decision tree|train a|fit a|estimates? the)\b/i;

export const isModelQuestion = (question: string): boolean => PREDICTION.test(question);

/** Columns that a token may be, a flag before a value of the same name. */
function columnsOf(links: readonly Link[], at: number): Column[] {
  const here = links.filter(({ from, to, score }) => from <= at && at < to && score >= 0.8);
  const longest = Math.max(0, ...here.map(({ from, to }) => to - from));
  return here
    .filter(({ from, to }) => to - from === longest || from === at)
    .flatMap((link) => {
      if (link.type === 'col')
        return link.choices.filter(({ score }) => score >= 0.8).map(({ to, score }) => ({ column: to, score }));
      if (link.type === 'val')
        return link.choices.map(({ to, score }) => ({
          column: to.column,
          score: isFlag(to.column) ? score : score - 0.3,
        }));
      return [];
    })
    .filter(({ column }) => !isId(column) && !isTime(column) && !(column.formula && column.name.includes(' × ')))
    .sort((one, other) => other.score - one.score)
    .map(({ column }) => column);
}

/** The column that is predicted: the one that is called the target, or the first one after a word such as *predict*. */
function targetOf(question: string, tokens: readonly Token[], links: readonly Link[]): Column | undefined {
  const places = tokens.map((_, at) => ({ at, start: startOf(question, tokens, at) }));
  const columnAt = ({ at }: { readonly at: number }): Column | undefined =>
    operatorsOf(tokens[at]?.lower ?? '').every(({ type }) => type === 'word') ? columnsOf(links, at)[0] : undefined;
  const first = (near: readonly { readonly at: number }[]): Column | undefined => {
    for (const place of near) {
      const column = columnAt(place);
      if (column) return column;
    }
    return undefined;
  };
  const after = (start: number) => first(places.filter((one) => one.start > start && one.start < start + WINDOW));
  const stated = TARGET_IS.exec(question)?.index;
  const target = TARGET.exec(question)?.index;
  const before =
    target === undefined ? [] : places.filter((one) => one.start < target && one.start > target - WINDOW / 2).reverse();
  const announced = [...question.matchAll(BEFORE)].map((match) => match.index);
  return (
    (stated === undefined ? undefined : after(stated)) ??
    first(before) ??
    announced.map(after).find((column) => column !== undefined)
  );
}

/** Where a token starts in the text. */
function startOf(question: string, tokens: readonly Token[], at: number): number {
  let start = 0;
  for (const token of tokens.slice(0, at + 1)) {
    const found = question.indexOf(token.text, start);
    if (found >= 0) start = found + (token === tokens[at] ? 0 : token.text.length);
  }
  return start;
}

const phrase = ({ words }: { readonly words: readonly string[] }): string => words.join(' ');

/** Tables that a question quotes by another name. */
const misspelt = (tokens: readonly Token[], links: readonly Link[]): string[] =>
  links.flatMap((link) => {
    const token = tokens[link.from];
    const table = link.type === 'ent' ? link.choices[0]?.to : undefined;
    if (!table || token?.kind !== 'quoted' || token.lower === table.name) return [];
    return [`'${token.text}' means the table ${table.name}: there is no table of just that name.`];
  });

/** A program that trains a model, or why there is none. */
export function modelFor(schema: Schema, question: string): Written | { readonly problem: string } {
  const tokens = tokenise(question);
  const links = linksOf(schema, tokens);
  const target = targetOf(question, tokens, links);
  if (!target)
    return {
      problem:
        'It is not clear which column the model should predict. Name it, for example "Predict the age of users".',
    };
  const base = schema.tables.find(({ name }) => name === target.table) as Table;
  const paths = pathsFrom(relationsOf(schema), base);
  resetAliases();
  const select = new Select(base, schema.name);
  const classification = isFlag(target) || isText(target) || (isNumeric(target) && (target.distinct ?? 99) <= 2);
  const named = ALGORITHMS.find(([pattern]) => pattern.test(question));
  if (named && named[2] !== undefined && named[2] !== classification) {
    return {
      problem: `A ${named[1]} does not predict ${phrase(target)}, which has ${classification ? 'categories' : 'numbers'}. Ask for a ${classification ? 'logistic' : 'linear'} regression.`,
    };
  }
  const columns: { alias: string; label: string; expression: string }[] = [];
  const leftOut: Record<string, string> = {};
  const tables = schema.tables.filter((table) => paths.has(table.name));
  const words = new Set(tokens.map(({ lower }) => lower));
  for (const table of tables) {
    const path = paths.get(table.name) ?? [];
    for (const column of table.columns) {
      if (column === target) continue;
      const label = table === base ? phrase(column) : `${phrase(table)} ${phrase(column)}`;
      const reference =
        isId(column) || keyOf(table) === column || relationsOf(schema).some((one) => one.column === column);
      if (reference && !words.has(column.name)) leftOut[label] = 'it is an identifier';
      else if (isText(column) && !isCategory(column) && !isFlag(column)) leftOut[label] = 'it is free text';
      else if (column.kind !== 'other') {
        columns.push({ alias: `f${columns.length + 1}`, label, expression: select.column(path, column) });
      }
    }
  }
  if (columns.length === 0) return { problem: `There is no column from which ${phrase(target)} could be predicted.` };
  const goal = select.column([], target);
  const sql = [
    `SELECT ${[`${goal} AS target`, ...columns.map(({ alias, expression }) => `${expression} AS ${alias}`)].join(', ')}`,
    select.from().replaceAll('\nJOIN', '\nLEFT JOIN'),
    `WHERE ${goal} IS NOT NULL`,
  ].join('\n');
  const what = `a model of ${phrase(target)} by the other columns (${tables.length === 1 ? 'table' : 'tables'} ${tables.map(({ name }) => name).join(', ')})`;
  const positive =
    isFlag(target) && isNumeric(target)
      ? 1
      : target.kind === 'boolean'
        ? true
        : isFlag(target)
          ? (target.values.find((value) => /^(y|yes|t|true)$/i.test(value)) ?? 'yes')
          : '';
  return {
    plan: `Train ${what}, check columns for leaks, and measure it on rows that it has not seen.`,
    assumptions: [
      ...misspelt(tokens, links),
      ...(named ? [] : ['The algorithm that does best in cross-validation is chosen.']),
    ],
    program: program('model', {
      SQL: sql,
      TARGET: phrase(target),
      FEATURES: Object.fromEntries(columns.map(({ alias, label }) => [alias, label])),
      CLASSIFICATION: classification,
      POSITIVE: positive,
      ALGORITHM: named?.[1] ?? '',
      LEFT_OUT: leftOut,
      NOTES: notes(what),
    }),
  };
}
