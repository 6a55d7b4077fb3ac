import { asksForModel, readModel } from '../plan/read-model';
import { modelProgram } from '../program/model';
import type { Shape } from './shape';

/** A machine learning model that foretells a column. */
export const modelShape: Shape = {
  name: 'model',
  general: false,
  uses: { aspects: [], intents: [] },
  fits: ({ sentence }) => asksForModel(sentence),
  draft: ({ sentence, schema, notes }) => {
    const plan = readModel(sentence, schema, notes);
    if (!plan) return undefined;
    const reading = `a ${plan.task} model of the column ${plan.target.name} of the table ${plan.table.name}, learned from its other columns`;
    return {
      plan: `Make ${reading}: find columns that give the target away, fit, and measure on held-out rows.`,
      program: modelProgram(plan, schema, { reading: `${reading}.`, assumptions: notes.assumptions }),
    };
  },
};
