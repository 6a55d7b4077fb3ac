/**
 * The time limits of a generation, in seconds, each derived from the one before: a call of the model ends before its
 * invocation, an invocation before the function's timeout, the function before its message is delivered again, and all
 * of them before the executor stops waiting and before the job may be erased.
 */

/** Between two tokens of a response, and before the first one. */
export const MODEL_IDLE_SECONDS = 30;

/** One call of the model with its retries. */
export const MODEL_CALL_SECONDS = 5 * MODEL_IDLE_SECONDS;

/** A shorter call would hardly finish: none is started, and none is retried, with less time left. */
export const MIN_MODEL_CALL_SECONDS = 2 * MODEL_IDLE_SECONDS;

/** Age of an invocation from which the model has to hand in its program. */
export const HAND_IN_SECONDS = 2 * MODEL_CALL_SECONDS;

/** One invocation, from its start to the end of its last call. */
export const GENERATION_SECONDS = HAND_IN_SECONDS + 2 * MIN_MODEL_CALL_SECONDS;

/** One look of the model into a column, and all looks of an attempt together. */
export const LOOK_SECONDS = 10;
export const LOOKS_SECONDS = 3 * LOOK_SECONDS;

/** The timeout of generate-code: the rest is for writing and publishing the result. */
export const GENERATE_FUNCTION_SECONDS = GENERATION_SECONDS + 30;

/** The visibility timeout of generate-code's queue. */
export const GENERATE_VISIBILITY_SECONDS = GENERATE_FUNCTION_SECONDS + 30;

/** How long the executor waits for a repair: two sweeps may pass before a lost event is replaced. */
export const REPAIR_WAIT_SECONDS = GENERATE_VISIBILITY_SECONDS + 2 * 60;

/** Age of a job's end from which no invocation of generate-code can still write. */
export const ERASABLE_AFTER_SECONDS = REPAIR_WAIT_SECONDS + 60;

/** How long a prompt without a description of the tables waits for one. Less than a lease, which is not renewed meanwhile. */
export const TABLES_WAIT_SECONDS = 90;

/** The timeout of describe-tables. */
export const DESCRIBE_FUNCTION_SECONDS = 300;

/** Between two renewals of a lease while tokens arrive. */
export const LEASE_RENEWAL_SECONDS = MODEL_IDLE_SECONDS / 2;

/** Validity of a lease: no pause of a working invocation is longer, so that only a lost one is replaced. */
export const LEASE_SECONDS = 2 * (MODEL_IDLE_SECONDS + LEASE_RENEWAL_SECONDS) + 60;
