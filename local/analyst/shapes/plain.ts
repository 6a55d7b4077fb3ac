import { describeProgram } from '../program/describe';
import { sqlProgram } from '../program/sql';
import type { Table } from '../schema/model';
import { isSilent } from '../understand/pattern';
import type { Word } from '../understand/resolve';
import { closingFor } from './closing';
import type { Context, Shape } from './shape';

const fenced = /```(?:sql)?\s*([\s\S]+?)```/i;
const bare = /(?:^|[\n:]\s*|\bquery\s+)((?:select|with)\s[\s\S]*\b(?:from|select)\b[\s\S]*)$/i;

/** The statement that a question holds: all of it, behind a colon, or in a fence. Undefined when there is none. */
export const statementIn = (question: string): string | undefined => {
  const inside = fenced.exec(question)?.[1];
  const found = inside && /^\s*(select|with)\b/i.test(inside) ? inside : bare.exec(question)?.[1];
  if (!found || !/\bselect\b/i.test(found)) return undefined;
  if (
    !inside &&
    /^with\b/i.test(found.trim()) &&
    !/^with\s+(recursive\s+)?[\w"]+\s*(\([^)]*\))?\s*as\s*\(/i.test(found.trim())
  )
    return undefined;
  if (!inside && !/^(with|select\s+(distinct\s+)?(top\s+\d+\s+)?[\w*"'([{.-]+(\s|,|\())/i.test(found.trim()))
    return undefined;
  return found.trim().replace(/;\s*$/, '');
};

/** Plain SQL. */
export const sqlShape: Shape = {
  name: 'sql',
  general: false,
  uses: { aspects: [], intents: [] },
  fits: ({ question }) => statementIn(question) !== undefined,
  draft: (context) => {
    const statement = statementIn(context.question);
    context.sentence.use(context.sentence.words);
    if (!statement) return undefined;
    if (statement.includes(';')) {
      context.notes.refuse('One statement at a time can be run, and it has to be a SELECT.');
      return undefined;
    }
    return {
      plan: 'Run the statement of the question and show its result.',
      program: sqlProgram(statement, closingFor(context, 'a SELECT statement, run as it is')),
    };
  },
};

const describing = (word: Word): boolean => word.roles.has('describe') || word.roles.has('list') || isSilent(word);

const asksForNames = (context: Context): boolean =>
  /\b(what|which|list|show)\b.*\b(tables?|columns?|fields?|data|schema)\b/i.test(context.question);

/** A description of a table, or of what tables there are. */
export const describeShape: Shape = {
  name: 'describe',
  general: false,
  uses: { aspects: [], intents: [] },
  fits: (context) => {
    const { words } = context.sentence;
    const asked = words.some((word) => word.roles.has('describe')) || asksForNames(context);
    return (
      asked &&
      words.every(
        (word) => describing(word) || word.roles.has('table') || (word.roles.has('count') && asksForNames(context)),
      )
    );
  },
  draft: (context) => {
    const { sentence, schema, notes } = context;
    const named = sentence.words.flatMap((word) => (word.roles.has('table') && word.table ? [word.table.table] : []));
    const tables: readonly Table[] = named.length > 0 ? [...new Set(named)] : schema.tables;
    sentence.use(sentence.words);
    if (tables.length === 0) {
      notes.refuse('There are no tables.');
      return undefined;
    }
    const said =
      tables.length === 1
        ? `a description of the table ${tables[0]?.name}`
        : `a description of the tables ${tables.map((table) => table.name).join(', ')}`;
    return { plan: `Give ${said}.`, program: describeProgram(tables, schema, closingFor(context, said)) };
  },
};
