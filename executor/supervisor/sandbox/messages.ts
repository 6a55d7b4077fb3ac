import * as z from 'zod/mini';
import { Values } from '../../../events';

/** A limit that was passed, as the sandbox measured it. */
export const Exceeded = z.object({
  name: z.string(),
  allowed: z.number(),
  reached: z.number(),
  unit: z.enum(['bytes', 'seconds', 'files', 'processes', 'statements', 'messages']),
});
export type Exceeded = z.infer<typeof Exceeded>;

/** How the processes of a program ended. All of them have, when this is said. */
export const Ended = z.object({
  number: z.int(),
  /** Why the program was not started: a layer could not be put in place. */
  notConfined: z.optional(z.nullable(z.string())),
  code: z.optional(z.nullable(z.int())),
  /** Name of the signal, when it was not sent from here. */
  signal: z.optional(z.nullable(z.string())),
  stopped: z.optional(z.boolean()),
  exceeded: z.optional(z.nullable(Exceeded)),
  peakMemoryBytes: z.optional(z.int()),
  cpuSeconds: z.optional(z.number()),
  milliseconds: z.optional(z.number()),
});
export type Ended = z.infer<typeof Ended>;

export const Collected = z.object({
  number: z.int(),
  failed: z.optional(z.string()),
  files: z._default(
    z.array(
      z.object({
        name: z.string(),
        path: z.string(),
        size: z.int(),
        sha256: z.string(),
        /** Its name in the program, and why it could not stay. */
        was: z.optional(z.string()),
        renamed: z.optional(z.string()),
      }),
    ),
    [],
  ),
  /** `aside`: worth a word only where the answer names it. */
  skipped: z._default(z.array(z.object({ path: z.string(), reason: z.string(), aside: z.boolean() })), []),
  /** How many files were left out because there were too many, and the first of them. */
  surplus: z._default(z.int(), 0),
  surplusNames: z._default(z.array(z.string()), []),
  /** How many more were left out than `skipped` has. */
  further: z._default(z.int(), 0),
  milliseconds: z._default(z.number(), 0),
});
export type Collected = z.infer<typeof Collected>;

/** What the Python parent says. It is trusted: a message of another shape is a fault of ours. */
export const FromParent = z.union([
  z.object({
    ready: z.object({
      layers: z.array(z.string()),
      /** What the machine lacks to confine any program. */
      missing: z.nullable(z.string()),
      milliseconds: z.number(),
      parent: z.int(),
    }),
  }),
  z.object({ refused: z.string() }),
  z.object({ started: z.object({ number: z.int(), group: z.int() }) }),
  z.object({ ended: Ended }),
  z.object({ collected: Collected }),
]);
export type FromParent = z.infer<typeof FromParent>;

/** 50,000 characters, of which some are two here. */
const text = z.string().check(z.maxLength(100_000));
const notes = z.array(z.string().check(z.maxLength(2_000))).check(z.maxLength(100));

/** What a program says of its result. Nothing in it is believed; it is only shown. */
export const Result = z.object({
  answer: z.nullable(text),
  values: Values,
  assumptions: notes,
  warnings: notes,
  error: z.nullable(
    z.object({
      type: z.string().check(z.maxLength(200)),
      message: z.string().check(z.maxLength(4_000)),
      line: z.nullable(z.int()),
      traceback: z.string().check(z.maxLength(20_000)),
      /** What to do about it, where that is known. */
      hint: z.optional(z.nullable(z.string().check(z.maxLength(3_000)))),
      limit: z.nullable(z.string().check(z.maxLength(100))),
    }),
  ),
});
export type Result = z.infer<typeof Result>;

/** What a program may send over its channel. */
export const FromProgram = z.union([
  z.object({ started: z.number() }),
  z.object({ query: z.object({ sql: z.string().check(z.maxLength(200_000)) }) }),
  z.object({ result: Result }),
]);
