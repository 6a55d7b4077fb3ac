import { tokenise } from './language/tokens';
import { notUnderstood, refusal } from './refusal';
import { type ConverseResponseBody, replyWith, type ToolInput } from './reply';
import { type Asked, type ConverseRequestBody, type Earlier, readRequest } from './request';
import { shapes } from './shapes';
import type { Context, Shape } from './shapes/shape';
import { Unjoinable } from './sql/select';
import { unused } from './understand/coverage';
import { markQuestion } from './understand/marks';
import { Notes } from './understand/notes';
import { Sentence } from './understand/pattern';
import { readQuestion } from './understand/read';
import { resolve } from './understand/resolve';

export type { ConverseRequestBody, ConverseResponseBody };

/** Each shape reads the question for itself: what one of them took to be understood is open to the next. */
const contextFor = ({ schema, question }: Asked, simple: boolean, general: boolean): Context => {
  const notes = new Notes();
  const words = resolve(markQuestion(schema, question, tokenise(question)), schema);
  const sentence = new Sentence(words);
  return {
    question,
    schema,
    notes,
    sentence,
    simple,
    reading: readQuestion(general ? sentence : new Sentence(words), schema, general ? notes : new Notes()),
  };
};

const draftFor = (asked: Asked, simple: boolean): ToolInput => {
  const chosen = shapes
    .map((shape): [Shape, Context] => [shape, contextFor(asked, simple, shape.general)])
    .find(([shape, context]) => shape.fits(context));
  const [shape, context] = chosen ?? [undefined, contextFor(asked, simple, true)];
  const { notes, sentence, schema } = context;
  const draft = shape?.draft(context);
  const left = sentence.left();
  const aside = shape?.general && draft ? unused(context.reading, shape.uses.aspects, shape.uses.intents) : [];
  if (aside.length > 0)
    notes.refuse(
      `It is not clear what ${aside.map((text) => `'${text}'`).join(', ')} ${aside.length > 1 ? 'have' : 'has'} to do with the rest of the question.`,
    );
  const unknown = left.filter((word) => word.roles.has('unknown'));
  if (unknown.length > 0) notes.problems.unshift(notUnderstood(unknown));
  else if (notes.problems.length === 0 && left.length > 0) notes.refuse(notUnderstood(left));
  if (!draft && notes.problems.length === 0)
    notes.refuse('This is no question about the data that can be answered here.');
  if (!draft || notes.problems.length > 0) return { unanswerable: refusal(notes.problems, schema) };
  return { plan: draft.plan, assumptions: [...notes.assumptions], queries: draft.queries, program: draft.program };
};

const programOf = (earlier: Earlier): unknown =>
  typeof earlier.input === 'object' && earlier.input !== null && 'program' in earlier.input
    ? earlier.input.program
    : undefined;

const lastLine = (error: string): string => error.trim().split('\n').at(-1)?.slice(0, 300) ?? '';

const inputFor = (asked: Asked): ToolInput => {
  try {
    const input = draftFor(asked, asked.earlier.length > 0);
    const tried = asked.earlier.map(programOf);
    const last = asked.earlier.at(-1);
    if (last && 'program' in input && tried.includes(input.program)) {
      return {
        unanswerable: `The program for this question failed, and there is no other way to it here. It said: ${lastLine(last.error)}`,
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
