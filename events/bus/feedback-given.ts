import * as z from 'zod/mini';
import { defineEvent } from '../contract';
import { Rating } from '../http/feedback';

/** The owner rated an answer, or a curator verified it or withdrew that. The note stays in the job. */
export const FeedbackGiven = defineEvent(
  'FeedbackGiven',
  {
    /** Absent where the owner has given none. */
    rating: z.optional(Rating),
    verified: z.boolean(),
  },
  (detail) => detail.occurredAt,
);
