import { describeCondition, spoken } from '../plan/describe';
import { settle } from '../plan/settle';
import type { NamedMeasure, Settled } from '../plan/settled';
import { partOf } from '../plan/share';
import { groupsProgram } from '../program/groups';
import { whereWords } from '../program/naming';
import { shareProgram } from '../program/share';
import type { Column } from '../schema/model';
import { isMeasure } from '../schema/roles';
import type { Reading } from '../understand/reading';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Shape } from './shape';

/** A column of which the sum is shared out: `share of revenue`. */
const summed = (reading: Reading): Column | undefined => {
  const share = reading.intents.get('share');
  const isShared = (word: Word): boolean =>
    share === undefined ||
    !reading.sentence.words.slice(share.at + 1, word.at).some((one) => one.table || one.value || one.column);
  const ask = reading.measures.find(
    (one) => one.kind === 'figure' && one.word.column && isMeasure(one.word.column.column) && isShared(one.word),
  );
  const word =
    ask?.kind === 'figure'
      ? ask.word
      : reading.columns.find((one) => one.column && isMeasure(one.column.column) && isShared(one));
  return word?.column?.column;
};

const rateName = (settled: Settled): string =>
  `percentage for which ${settled.part.map(describeCondition).join(' and ')}`;

/** What part of rows, or of a sum, meets conditions; for each group where there are groups. */
export const shareShape: Shape = {
  name: 'share',
  general: true,
  uses: { aspects: ['groups', 'rank', 'measures', 'contrasts', 'conditions', 'asked'], intents: ['share'] },
  fits: ({ reading }) => {
    if (!reading.wants('share')) return false;
    const isPart = partOf(reading);
    const asks = [
      ...reading.conditions,
      ...reading.loose,
      ...reading.related,
      ...reading.periods,
      ...reading.tables.slice(1).map(({ word }) => word),
    ];
    return (
      asks.length > 0 &&
      (asks.some((ask) =>
        isPart({ condition: { kind: 'or', either: [] }, table: { name: '' } as never, at: ask.at }),
      ) ||
        reading.groups.length === 0)
    );
  },
  draft: (context) => {
    const { reading, notes, schema } = context;
    const of = summed(reading);
    const isPart = partOf(reading);
    if (of) reading.measures.splice(0);
    reading.columns.splice(
      0,
      reading.columns.length,
      ...reading.columns.filter((word) => word.column?.column !== of && !isWhole(word.column?.column)),
    );
    if (reading.measures.length === 0 && of)
      reading.measures.push({ kind: 'figure', fn: 'sum', word: wordOf(context.reading, of), at: 0 });
    const settled = settle(reading, { isPart });
    if (!settled) return undefined;
    if (settled.part.length === 0) {
      notes.refuse('It is not clear which part is meant.');
      return undefined;
    }
    const said = `the percentage of ${of ? spoken(of) : settled.query.base.name}${whereWords(settled.query.conditions)} for which ${settled.part.map(describeCondition).join(' and ')}`;
    if (settled.groups.length === 0) {
      return {
        plan: `Work out ${said}.`,
        program: shareProgram(settled.query, settled.part, of, schema, closingFor(context, said)),
      };
    }
    const rate: NamedMeasure = {
      measure: { kind: 'rate', conditions: settled.part, of, name: rateName(settled) },
      label: rateName(settled),
      format: 'percent',
    };
    const grouped: Settled = { ...settled, measures: [rate], query: { ...settled.query, measures: [rate.measure] } };
    const by = [...new Set(settled.groups.map((one) => one.label))].join(' and ');
    const { rank, charts } = reading;
    return {
      plan: `Work out ${said}, by ${by}.`,
      program: groupsProgram(grouped, schema, closingFor(context, `${said}, by ${by}`), {
        rank,
        within: settled.within,
        shares: false,
        counting: false,
        charts,
        simple: context.simple,
      }),
    };
  },
};

const isWhole = (column: Column | undefined): boolean => column?.words.at(-1) === 'id';
const wordOf = (reading: Reading, column: Column) => {
  const word = reading.sentence.words.find((one) => one.column?.column === column);
  if (!word) throw new Error('A column without its word.');
  return word;
};
