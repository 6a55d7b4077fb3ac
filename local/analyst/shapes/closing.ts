import type { Closing } from '../program/closing';
import type { Context } from './shape';

/** What the answer tells of its making; assumptions that are still to come are in it too. */
export const closingFor = (context: Context, reading: string): Closing => ({
  reading: `${reading}.`,
  assumptions: context.notes.assumptions,
});
