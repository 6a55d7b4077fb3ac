import { settle } from '../plan/settle';
import { distributionProgram } from '../program/distribution';
import { whereWords } from '../program/naming';
import type { Column } from '../schema/model';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Shape } from './shape';
import { isNumberWord, variables } from './variables';

/** How the numbers of a column are spread. */
export const distributionShape: Shape = {
  name: 'distribution',
  general: true,
  uses: { aspects: ['conditions'], intents: ['distribution'] },
  fits: ({ reading }) =>
    (reading.wants('distribution') || reading.charts.includes('box')) &&
    reading.groups.length === 0 &&
    reading.contrasts.length === 0 &&
    variables(reading).filter(isNumberWord).length === 1 &&
    reading.measures.every((ask) => ask.kind === 'figure'),
  draft: (context) => {
    const { reading, schema } = context;
    const word = variables(reading).find(isNumberWord);
    const column = word?.column?.column;
    if (!column) return undefined;
    reading.measures.splice(0);
    reading.columns.splice(
      0,
      reading.columns.length,
      ...reading.columns.filter((other) => other !== word && !isKeyOf(other, column)),
    );
    reading.measures.push({ kind: 'figure', fn: 'avg', word, at: word.at });
    const settled = settle(reading);
    if (!settled) return undefined;
    reading.measures.splice(0);
    const said = `the distribution of ${column.name} over the rows of ${settled.query.base.name}${whereWords(settled.query.conditions)}`;
    const options = { box: reading.charts.includes('box'), simple: context.simple };
    return {
      plan: `Work out ${said}.`,
      program: distributionProgram(settled.query, column, schema, closingFor(context, said), options),
    };
  },
};

const isKeyOf = (word: Word, column: Column): boolean =>
  word.column?.column.table === column.table && word.column.column.words.at(-1) === 'id';
