import type { Settled } from '../plan/settled';
import { figuresProgram } from '../program/figures';
import { groupsProgram } from '../program/groups';
import { readingOf } from '../program/naming';
import type { Reading } from '../understand/reading';
import { closingFor } from './closing';
import { rowsRanked } from './rows';
import { settleGeneral } from './settle-general';
import type { Shape } from './shape';

/** One or several figures. */
export const figuresShape: Shape = {
  name: 'figures',
  general: true,
  uses: { aspects: ['measures', 'conditions'], intents: [] },
  fits: ({ reading }) =>
    reading.measures.length > 0 ||
    reading.columns.length > 0 ||
    reading.sentence.words.some((word) => word.roles.has('much')),
  draft: (context) => {
    const settled = settleGeneral(context);
    if (!settled || settled.measures.length === 0) return undefined;
    const reading = readingOf(settled);
    return {
      plan: `Work out the ${reading}.`,
      program: figuresProgram(settled, context.schema, closingFor(context, reading)),
    };
  },
};

/** Names of the groups that were asked for besides are shown in any case. */
const dropShown = ({ columns }: Reading, { groups }: Settled): void => {
  const shown = new Set(groups.map(({ group }) => group.column));
  columns.splice(0, columns.length, ...columns.filter((word) => !word.column || !shown.has(word.column.column)));
};

const sorting = ({ sort }: Reading) => sort && { direction: sort.direction, column: sort.word?.column?.column };

/** Figures for each group, the highest and lowest of them, and parts of a whole. */
export const groupsShape: Shape = {
  name: 'groups',
  general: true,
  uses: {
    aspects: ['groups', 'rank', 'measures', 'contrasts', 'conditions', 'asked', 'havings'],
    intents: ['share', 'distribution', 'compare'],
  },
  fits: ({ reading }) =>
    reading.groups.length > 0 ||
    reading.splits.length > 0 ||
    reading.contrasts.length > 0 ||
    (reading.rank !== undefined && rowsRanked(reading) === undefined),
  draft: (context) => {
    const settled = settleGeneral(context);
    if (!settled) return undefined;
    if (settled.measures.length === 0) {
      context.notes.refuse('It is not clear what is to be counted or worked out for each of them.');
      return undefined;
    }
    if (settled.groups.length === 0) {
      context.notes.refuse('It is not clear of what the highest or lowest is meant.');
      return undefined;
    }
    dropShown(context.reading, settled);
    const { rank, charts } = context.reading;
    const reading = `${readingOf(settled)}${rank ? `, the ${rank.count ?? 1} with the ${rank.direction === 'desc' ? 'highest' : 'lowest'}` : ''}`;
    const options = {
      rank,
      sort: sorting(context.reading),
      within: settled.within,
      shares: context.reading.wants('share') || context.reading.wants('distribution'),
      counting: context.reading.counting,
      charts,
      simple: context.simple,
    };
    return {
      plan: `Work out the ${reading}, as a table and a chart.`,
      program: groupsProgram(settled, context.schema, closingFor(context, reading), options),
    };
  },
};
