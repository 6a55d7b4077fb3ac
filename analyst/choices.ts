import type { Query } from './ground/query';
import { examples } from './guide';
import { interpret, partsOf } from './interpret';
import { baseForms } from './lexicon/words';
import { tokenise } from './link/tokens';
import type { Choice } from './reply';
import type { Schema } from './schema/model';

const MAX_CHOICES = 3;
/** A longer question has too many places at which a word may be put. */
const MAX_WORDS = 20;

/** The two readings of an open question: *the sum or the average of price*, *the origin or the destination*. */
const READINGS = /whether the (.+?) or the (.+?)(?: of (.+?))? is meant/;

/** How a reading is written in a question, and in the statement that has it. */
const SPELLINGS: Readonly<Record<string, { readonly word: string; readonly sql: RegExp }>> = {
  sum: { word: 'total', sql: /\bSUM\(/ },
  average: { word: 'average', sql: /\bAVG\(/ },
};

/**
 * Complete questions that the analyst answers instead of one that it does not: the readings of an open question, the
 * parts of several, or else examples, those first that share a word with it.
 */
export function choicesFor(schema: Schema, question: string, problem: string): Choice[] {
  const isAnswered = (text: string): Query | undefined => {
    const result = text.trim().toLowerCase() === question.trim().toLowerCase() ? undefined : interpret(schema, text);
    return result && 'query' in result ? result.query : undefined;
  };
  const parts = partsOf(question);
  const own = [...readingsOf(question, problem, isAnswered), ...(parts.length > 1 ? parts : [])].map(asQuestion);
  const choices = new Map<string, Choice>();
  const add = (text: string) => {
    const query = choices.size < MAX_CHOICES && !choices.has(text) ? isAnswered(text) : undefined;
    if (query) choices.set(text, { question: text, ...namesIn(schema, query) });
  };
  own.forEach(add);
  // Where the readings are known, what else the tables hold is no choice.
  if (choices.size < 2) nearest(schema, question).forEach(add);
  return [...choices.values()];
}

/** The question with each of its two readings written out, where it is then answered so. */
function readingsOf(question: string, problem: string, isAnswered: (text: string) => Query | undefined): string[] {
  const [, one, other, noun = ''] = READINGS.exec(problem) ?? [];
  const words = question.trim().split(/\s+/);
  if (one === undefined || other === undefined || words.length > MAX_WORDS) return [];
  const isNoun = (at: number) => noun.split(' ').some((part) => words[at]?.toLowerCase().startsWith(part));
  const all = words.map((_, at) => at).reverse();
  // Before the noun in doubt, or else as late as possible: *by origin airport*.
  const places = [...all.filter(isNoun), ...all];
  const written = [one, other].map((reading) => {
    const { word, sql } = SPELLINGS[reading] ?? { word: reading, sql: new RegExp(reading.replace(/\W+/g, '.?'), 'i') };
    return places
      .map((at) => [...words.slice(0, at), word, ...words.slice(at)].join(' '))
      .find((text) => sql.test(isAnswered(text)?.sql ?? ''));
  });
  return written.flatMap((text) => text ?? []);
}

/** Begins with a capital letter, and ends as the sentence that it is. */
const asQuestion = (text: string): string => {
  const trimmed = text.trim().replace(/^and /i, '');
  const sentence = `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`;
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}?`;
};

/** Examples, those first that share most words with the question. */
function nearest(schema: Schema, question: string): string[] {
  const wordsOf = (text: string) => new Set(tokenise(text).flatMap(({ lower }) => [lower, ...baseForms(lower)]));
  const asked = wordsOf(question);
  const shared = (text: string) => [...wordsOf(text)].filter((word) => word.length > 3 && asked.has(word)).length;
  return examples(schema).sort((one, other) => shared(other) - shared(one));
}

/** The tables and columns of a statement. */
function namesIn({ tables }: Schema, { sql }: Query): Pick<Choice, 'tables' | 'columns'> {
  const words = new Set(sql.match(/"(?:[^"]|"")+"|[\p{L}\p{N}_$]+/gu)?.map((word) => word.replace(/^"|"$/g, '')));
  const used = tables.filter(({ name }) => words.has(name));
  const columns = used.flatMap((table) => table.columns.map(({ name }) => name)).filter((name) => words.has(name));
  return { tables: used.map(({ name }) => name), columns: [...new Set(columns)] };
}
