import { causeOf } from './cause';
import { choicesFor } from './choices';
import { followUp } from './follow-up';
import { guide } from './guide';
import { readsLikeFollowUp } from './leans';
import { isModelQuestion, modelFor } from './model-question';
import { refuse, suggestions } from './refuse';
import { program } from './render/python';
import { write } from './render/write';
import { type ConverseResponseBody, replyWith, type ToolInput } from './reply';
import { type AnalystRequest, type ConverseRequestBody, type EarlierAttempt, readRequest } from './request';

export type { ConverseRequestBody, ConverseResponseBody };

const NOT_ALONE =
  'This reads like a follow-up. Ask it with followUpOf, the job whose question it follows (--follow-up on the command line).';

function inputFor({ schema, question, questionsBefore }: AnalystRequest): ToolInput {
  const text = guide(schema, question);
  if (text !== undefined)
    return { plan: 'Describe the tables.', assumptions: [], program: program('text', { TEXT: text }) };
  const reason = isModelQuestion(question) ? undefined : refuse(schema, question);
  const without = (problem: string): ToolInput => ({ reason: problem, choices: choicesFor(schema, question, problem) });
  if (reason !== undefined) return without(`${reason} ${suggestions(schema)}`);
  if (isModelQuestion(question)) {
    const written = modelFor(schema, question);
    return 'problem' in written ? without(written.problem) : written;
  }
  if (questionsBefore.length === 0 && readsLikeFollowUp(schema, question)) return without(NOT_ALONE);
  const result = followUp(schema, [...questionsBefore, question]);
  return 'problem' in result ? without(`${result.problem} ${suggestions(schema)}`) : write(result.query);
}

const programOf = ({ input }: EarlierAttempt): unknown =>
  typeof input === 'object' && input !== null && 'program' in input ? input.program : undefined;

/**
 * Answers a Converse request as a language model would, with a call of the tool: a program, or why the question cannot
 * be answered. Throws if the request has no tables or no question.
 */
export function analyse(request: ConverseRequestBody): ConverseResponseBody {
  const read = readRequest(request);
  const input = inputFor(read);
  const last = read.earlier.at(-1);
  const repeated = last && 'program' in input && read.earlier.map(programOf).includes(input.program);
  if (!repeated) return replyWith(request, input);
  const reason = `The program for this question failed, and the offline analyst has no other. Its error: ${causeOf(last.error)}`;
  return replyWith(request, { reason, choices: [] });
}
