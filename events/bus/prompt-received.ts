import * as z from 'zod/mini';
import { Instant, Limits, SizeClass } from '../common';
import { defineEvent } from '../contract';

/** A prompt was accepted and stored; from submit-prompt to generate-code and record-progress. */
export const PromptReceived = defineEvent('PromptReceived', {
  /** Key of job.json in the bucket. */
  promptKey: z.string(),
  owner: z.string(),
  size: SizeClass,
  limits: Limits,
  deadlineAt: Instant,
});
