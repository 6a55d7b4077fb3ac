import { phraseOf, plural } from './ground/labels';
import { linksOf } from './link/links';
import { tokenise } from './link/tokens';
import type { Column, Schema, Table } from './schema/model';
import { isCategory, isMeasure, isTime } from './schema/roles';

const HELP =
  /^\W*(help|hello|hi|hey|good (morning|day|afternoon|evening))\W*(there\W*)?$|\bwhat (can|could|may|should) (i|we|you) (ask|do|answer|query|help)\b|\bhow (do|does|can) (i|you|this|it) (work|use|start)\b/i;
const TABLES =
  /\b(what|which|list|show|describe)\b[^?]{0,30}\b(tables?|data ?sets?|datasets?|data)\b[^?]{0,20}\b(do you have|are there|have we|exist|available|is there|can i)\b|\b(list|show|describe) (me )?(all )?(the |your )?(tables|schema|database|data)\W*$|\bwhat('s| is) (in )?(the |this |your )?(database|schema|data)\W*$/i;
const TABLE = /\b(describe|explain|columns?|fields?|structure|schema|what is in|what's in|meaning of|mean)\b/i;

/** Questions that the tables have an answer to, as examples. */
export function examples({ tables }: Schema): string[] {
  const largest = [...tables].sort((one, other) => other.rows - one.rows).slice(0, 3);
  return largest
    .flatMap((table) => {
      const rows = plural(phraseOf(table));
      const category = table.columns.find(isCategory);
      const measure = table.columns.find(isMeasure);
      const time = table.columns.find((column) => isTime(column) && column.kind !== 'year');
      return [
        ...(category ? [`How many ${rows} are there by ${phraseOf(category)}?`] : [`How many ${rows} are there?`]),
        ...(measure && category ? [`Average ${phraseOf(measure)} by ${phraseOf(category)}`] : []),
        ...(time ? [`Number of ${rows} per month`] : []),
      ];
    })
    .slice(0, 5);
}

function columnLine(column: Column): string {
  const range =
    column.min !== undefined && column.max !== undefined && !['text', 'boolean', 'other'].includes(column.kind)
      ? `from ${String(column.min).slice(0, 19)} to ${String(column.max).slice(0, 19)}`
      : '';
  const values = column.kind === 'text' && column.complete && column.values.length <= 8 ? column.values.join(', ') : '';
  const missing = column.nulls > 0 ? `${column.nulls.toLocaleString('en')} missing` : '';
  const text = [column.description, values || range, missing].filter(Boolean).join('; ');
  return `| ${column.name} | ${column.kind} | ${text.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

const tableText = (table: Table): string =>
  [
    `The table **${table.name}** has **${table.rows.toLocaleString('en')}** rows and ${table.columns.length} columns.${table.description ? ` ${table.description}` : ''}`,
    '',
    '| column | type | |',
    '|---|---|---|',
    ...table.columns.map(columnLine),
  ].join('\n');

const overview = (schema: Schema): string =>
  [
    `There ${schema.tables.length === 1 ? 'is **1 table**' : `are **${schema.tables.length + schema.others.length} tables**`}.`,
    '',
    '| table | rows | |',
    '|---|---:|---|',
    ...schema.tables.map(
      ({ name, rows, description, columns }) =>
        `| ${name} | ${rows.toLocaleString('en')} | ${
          description ||
          columns
            .slice(0, 6)
            .map((column) => column.name)
            .join(', ')
        } |`,
    ),
    ...schema.others.map((name) => `| ${name} | | |`),
    '',
    'You can ask, for example:',
    '',
    ...examples(schema).map((example) => `- ${example}`),
  ].join('\n');

/** An answer about the tables themselves, where a question asks for one: help, which tables there are, what a table has. */
export function guide(schema: Schema, question: string): string | undefined {
  const text = question.trim();
  if (HELP.test(text) || TABLES.test(text)) return overview(schema);
  if (!TABLE.test(text) || /\b(how many|average|most|least|where|total|per|by)\b/i.test(text)) return undefined;
  const tokens = tokenise(text);
  const named = linksOf(schema, tokens).flatMap((link) => (link.type === 'ent' && link.score > 0.9 ? [link] : []));
  const table = named[0]?.choices[0]?.to;
  // A question about a table and nothing else; what it says of columns is about values.
  const others = tokens.filter(
    ({ kind, lower }, at) =>
      kind === 'word' &&
      !named.some(({ from, to }) => at >= from && at < to) &&
      !/^(describe|explain|what|which|is|are|in|the|a|table|tables|column|columns|field|fields|does|do|have|has|of|structure|schema|me|show|list|please|tell|about|what's|data|there|s)$/.test(
        lower,
      ),
  );
  return table && others.length === 0 ? tableText(table) : undefined;
}
