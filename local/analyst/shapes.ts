import { asksForModel, readModel } from './plan/read-model';
import { modelProgram } from './program/model';
import type { Schema } from './schema/model';
import type { Notes } from './understand/notes';
import type { Sentence } from './understand/pattern';

/** A program with what it is going to do and the statements that it runs. */
export interface Draft {
  readonly plan: string;
  readonly program: string;
  readonly queries: string[];
}

/** How a question is drafted once more: without what may have failed. */
export interface Options {
  readonly simple: boolean;
}

/** A shape of questions: when it is asked for, and how its program is made. */
export interface Shape {
  readonly name: string;
  readonly asked: (sentence: Sentence, schema: Schema) => boolean;
  /** Nothing, or problems in the notes: there is no such program. */
  readonly draft: (sentence: Sentence, schema: Schema, notes: Notes, options: Options) => Draft | undefined;
}

const model: Shape = {
  name: 'model',
  asked: asksForModel,
  draft: (sentence, schema, notes) => {
    const plan = readModel(sentence, schema, notes);
    if (!plan) return undefined;
    const reading = `a ${plan.task} model of the column ${plan.target.name} of the table ${plan.table.name}, learned from its other columns`;
    return {
      plan: `Make ${reading}: find columns that give the target away, fit, and measure on held-out rows.`,
      ...modelProgram(plan, schema, { reading: `${reading}.`, assumptions: notes.assumptions }),
    };
  },
};

/** The shapes of questions that are answered, the first one that is asked for counts. */
export const shapes: readonly Shape[] = [model];
