import { causeOf } from './cause';
import { tokenise, written } from './language/tokens';
import { prepare } from './plan/prepare';
import { notUnderstood, refusal } from './refusal';
import { type ConverseResponseBody, replyWith, type ToolInput } from './reply';
import { type Asked, type ConverseRequestBody, type Earlier, readRequest } from './request';
import type { Column } from './schema/model';
import { shapes } from './shapes';
import type { Context, Shape } from './shapes/shape';
import { Unjoinable } from './sql/select';
import { asideOf } from './understand/aside';
import { unused } from './understand/coverage';
import { type Mark, markQuestion } from './understand/marks';
import { Notes } from './understand/notes';
import { Sentence } from './understand/pattern';
import { readQuestion } from './understand/read';
import { resolve, type Word } from './understand/resolve';

export type { ConverseRequestBody, ConverseResponseBody };

/** Each shape reads the question for itself: what one of them took to be understood is open to the next. */
const contextFor = (
  { schema, question }: Asked,
  words: readonly Word[],
  simple: boolean,
  general: boolean,
): Context => {
  const notes = new Notes();
  const sentence = new Sentence(words);
  const reading = readQuestion(general ? sentence : new Sentence(words), schema, general ? notes : new Notes());
  if (general) prepare(reading);
  return { question, schema, notes, sentence, simple, reading };
};

const unclear = (texts: readonly string[]): string =>
  `It is not clear what ${texts.map((text) => `'${text}'`).join(', ')} ${texts.length > 1 ? 'have' : 'has'} to do with the rest of the question.`;

/** What of the question a draft leaves aside: answered without what may narrow it, it would be another question. */
const findAside = (context: Context, shape: Shape): void => {
  const { notes, sentence, reading } = context;
  const aside = shape.general ? unused(reading, shape.uses.aspects, shape.uses.intents) : [];
  if (aside.length > 0) notes.refuse(unclear(aside));
  const left = sentence.left();
  const verdicts = left.map((word) => ({ word, aside: asideOf(word, sentence.words) }));
  for (const { aside } of verdicts) if (aside?.note) notes.assume(aside.note);
  const open = verdicts.filter(({ aside }) => aside === undefined).map(({ word }) => word);
  const unknown = open.filter((word) => word.roles.has('unknown'));
  if (unknown.length > 0) notes.problems.unshift(notUnderstood(unknown));
  else if (notes.problems.length === 0 && open.length > 0) notes.refuse(notUnderstood(open));
};

const spokenColumns = (marks: readonly Mark[]): ReadonlySet<Column> =>
  new Set(marks.flatMap(({ links }) => links.columns.filter((link) => link.points >= 0.7).map((link) => link.column)));

const draftFor = (asked: Asked, simple: boolean): ToolInput => {
  const text = written(asked.question);
  const marks = markQuestion(asked.schema, text, tokenise(text));
  const schema = { ...asked.schema, spoken: spokenColumns(marks) };
  const words = resolve(marks, schema);
  for (const shape of shapes) {
    const context = contextFor({ ...asked, schema }, words, simple, shape.general);
    if (!shape.fits(context)) continue;
    const draft = shape.draft(context);
    const { notes } = context;
    findAside(context, shape);
    if (!draft && notes.problems.length === 0) break;
    if (!draft || notes.problems.length > 0) return { unanswerable: refusal(notes.problems, schema) };
    return { plan: draft.plan, assumptions: [...notes.assumptions], program: draft.program };
  }
  const unknown = words.filter((word) => word.roles.has('unknown') && asideOf(word, words) === undefined);
  const problem =
    unknown.length > 0 ? notUnderstood(unknown) : 'This is no question about the data that can be answered here.';
  return { unanswerable: refusal([problem], schema) };
};

const programOf = (earlier: Earlier): unknown =>
  typeof earlier.input === 'object' && earlier.input !== null && 'program' in earlier.input
    ? earlier.input.program
    : undefined;

const inputFor = (asked: Asked): ToolInput => {
  try {
    const input = draftFor(asked, asked.earlier.length > 0);
    const tried = asked.earlier.map(programOf);
    const last = asked.earlier.at(-1);
    if (last && 'program' in input && tried.includes(input.program)) {
      return {
        unanswerable: `The program for this question failed, and there is no other way to it here. It said: ${causeOf(last.error)}`,
      };
    }
    return input;
  } catch (error) {
    if (error instanceof Unjoinable) return { unanswerable: refusal([error.message], asked.schema) };
    throw error;
  }
};

/**
 * Answers a Converse request as a language model would, with a call of the tool in it: a program,
 * or why the question cannot be answered. Throws when the request has no tables or no question.
 */
export const analyse = (request: ConverseRequestBody): ConverseResponseBody =>
  replyWith(request, inputFor(readRequest(request)));
