import * as z from 'zod/mini';
import { Instant } from '../common';

export const RATINGS = ['up', 'down'] as const;
export const Rating = z.enum(RATINGS);
export type Rating = z.infer<typeof Rating>;

export const NOTE_MAX_CHARACTERS = 2000;

/** Body of PUT /jobs/{jobId}/feedback: the owner's rating, a curator's verification, or both. */
export const FeedbackRequest = z.strictObject({
  /** Of the owner. Replaces the one before, with its note. */
  rating: z.optional(Rating),
  /** To the rating. */
  note: z.optional(z.string().check(z.trim(), z.maxLength(NOTE_MAX_CHARACTERS))),
  /** Of a curator: whether the answer's question and SQL are an example for similar questions. */
  verified: z.optional(z.boolean()),
});
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;

export const Feedback = z.object({
  /** Absent where the owner has given none. */
  rating: z.optional(Rating),
  /** Only for the owner and curators. */
  note: z.optional(z.string()),
  verified: z.boolean(),
  givenAt: Instant,
});
export type Feedback = z.infer<typeof Feedback>;

/** Body of PUT /jobs/{jobId}/sharing. */
export const SharingRequest = z.strictObject({ shared: z.boolean() });
export type SharingRequest = z.infer<typeof SharingRequest>;

/** Whether every caller may read the job by its id. */
export const Sharing = z.object({ shared: z.boolean(), sharedAt: z.optional(Instant) });
export type Sharing = z.infer<typeof Sharing>;
