import * as z from 'zod/mini';
import { Failure, Ordinal, Sha256, Usage } from '../common';
import { defineEvent } from '../contract';
import { GenerationDurations } from '../documents/generation';

const durations = z.optional(GenerationDurations);

/** An invocation has taken the lease of the attempt and will call the model. Published for the first attempt only. */
export const GenerationStarted = defineEvent('GenerationStarted', { attempt: Ordinal }, (detail) => detail.attempt);

/** generation.json of this attempt contains a program. */
export const ProgramGenerated = defineEvent(
  'ProgramGenerated',
  { attempt: Ordinal, generationKey: z.string(), sha256: Sha256, modelId: z.string(), usage: Usage, durations },
  (detail) => detail.attempt,
);

/** generation.json of this attempt contains a failure: there will be no program. */
export const GenerationFailed = defineEvent(
  'GenerationFailed',
  { attempt: Ordinal, generationKey: z.string(), failure: Failure, usage: Usage, durations },
  (detail) => detail.attempt,
);

/** A program is overdue; from sweep-jobs to generate-code. */
export const GenerationRequested = defineEvent('GenerationRequested', { attempt: Ordinal }, (detail) => detail.attempt);
