import type { Schema } from '../schema/model';
import type { Word } from './resolve';
import type { How } from './score';

/** What is taken for granted, and what stands in the way of an answer. */
export class Notes {
  readonly assumptions: string[] = [];
  readonly problems: string[] = [];

  assume(text: string): void {
    if (!this.assumptions.includes(text)) this.assumptions.push(text);
  }

  refuse(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }
}

const why: Partial<Record<How, string>> = {
  near: 'spelled nearly so',
  derived: 'the same word in another form',
  synonym: 'taken for another word for it',
  part: 'taken as short for it',
  described: 'found in its description',
};

const said = (word: Word): string => `'${word.quoted ?? word.text}'`;

/** Says how a word was taken where it is not what the schema says. `named` when the question speaks of a name. */
export const noteTable = (notes: Notes, word: Word, named = false): void => {
  const link = word.table;
  if (!link || link.table.name.toLowerCase() === (word.quoted ?? word.lower).toLowerCase()) return;
  if (why[link.how]) notes.assume(`${said(word)} means the table ${link.table.name} (${why[link.how]}).`);
  else if (named || word.quoted)
    notes.assume(`${said(word)} means the table ${link.table.name}: there is no table of just that name.`);
};

export const noteColumn = (notes: Notes, word: Word, schema: Schema, named = false): void => {
  const link = word.column;
  if (!link || link.column.name.toLowerCase() === (word.quoted ?? word.lower).toLowerCase()) return;
  const name = schema.tables.length > 1 ? `${link.table.name}.${link.column.name}` : link.column.name;
  if (link.column.product) notes.assume(`${said(word)} is ${link.column.name}, in ${link.table.name}.`);
  else if (why[link.how]) notes.assume(`${said(word)} means the column ${name} (${why[link.how]}).`);
  else if (named || word.quoted)
    notes.assume(`${said(word)} means the column ${name}: there is no column of just that name.`);
};

export const noteValue = (notes: Notes, word: Word): void => {
  const link = word.value;
  if (!link || link.value.toLowerCase() === (word.quoted ?? word.lower).toLowerCase()) return;
  if (link.how !== 'exact' || link.value.length <= 2) {
    notes.assume(`${said(word)} means ${link.column.name} = '${link.value}'.`);
  }
};

/** What can be asked of the tables, in one sentence. */
export const whatIsThere = (schema: Schema): string => {
  const tables = schema.tables.slice(0, 6).map((table) => {
    const columns = table.columns.slice(0, 12).map((column) => column.name);
    return `${table.name} (${columns.join(', ')}${table.columns.length > 12 ? ', …' : ''})`;
  });
  const more = schema.tables.length > 6 ? ` and ${schema.tables.length - 6} more` : '';
  return tables.length > 0 ? `You can ask about ${tables.join('; ')}${more}.` : 'There are no tables to ask about.';
};
