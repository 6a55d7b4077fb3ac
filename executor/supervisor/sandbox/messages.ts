import * as z from 'zod/mini';
import { Values } from '../../../events';

/** A limit that the program exceeded. */
export const ExceededLimit = z.object({
  name: z.string(),
  allowed: z.number(),
  reached: z.number(),
  unit: z.enum(['bytes', 'seconds', 'files', 'processes', 'statements', 'messages']),
});
export type ExceededLimit = z.infer<typeof ExceededLimit>;

/** The end of a program. All its processes have exited, unless `killFailed`. */
export const ProgramExit = z.object({
  number: z.int(),
  /** Why the program was not started. */
  notStarted: z.optional(z.nullable(z.string())),
  /** Processes of the program survived every attempt to kill them. */
  killFailed: z.optional(z.boolean()),
  code: z.optional(z.nullable(z.int())),
  /** Name of the signal that terminated it, unless the supervisor sent it. */
  signal: z.optional(z.nullable(z.string())),
  stopped: z.optional(z.boolean()),
  exceeded: z.optional(z.nullable(ExceededLimit)),
  peakMemoryBytes: z.optional(z.int()),
  cpuSeconds: z.optional(z.number()),
  milliseconds: z.optional(z.number()),
});
export type ProgramExit = z.infer<typeof ProgramExit>;

/** The program's files, copied to a folder that only the supervisor can write to. */
export const CollectedOutputs = z.object({
  number: z.int(),
  failed: z.optional(z.string()),
  files: z._default(
    z.array(
      z.object({
        name: z.string(),
        path: z.string(),
        size: z.int(),
        sha256: z.string(),
        /** For a renamed file: the program's name for it, and why it was renamed. */
        originalName: z.optional(z.string()),
        renameReason: z.optional(z.string()),
      }),
    ),
    [],
  ),
  /** `minor`: worth a warning only if the answer mentions the file. */
  skipped: z._default(z.array(z.object({ path: z.string(), reason: z.string(), minor: z.boolean() })), []),
  /** Number of files beyond the limit, and the names of the first. */
  surplus: z._default(z.int(), 0),
  surplusNames: z._default(z.array(z.string()), []),
  /** Number of skipped files that `skipped` does not list. */
  skippedUnlisted: z._default(z.int(), 0),
  milliseconds: z._default(z.number(), 0),
});
export type CollectedOutputs = z.infer<typeof CollectedOutputs>;

/** A message of the forkserver, which is trusted: one that does not parse is a bug. */
export const ForkserverMessage = z.union([
  z.object({
    ready: z.object({
      layers: z.array(z.string()),
      /** Why this machine cannot confine programs. */
      missing: z.nullable(z.string()),
      /** Process id of the forkserver. */
      pid: z.int(),
    }),
  }),
  z.object({ refused: z.string() }),
  /** All libraries are loaded. `failure`: why one could not be; no program can run. */
  z.object({ preloaded: z.object({ failure: z.nullable(z.string()) }) }),
  z.object({ started: z.object({ number: z.int(), processGroup: z.int() }) }),
  z.object({ ended: ProgramExit }),
  z.object({ collected: CollectedOutputs }),
]);
export type ForkserverMessage = z.infer<typeof ForkserverMessage>;

/** Python allows 50,000 characters; some are two in UTF-16. */
const text = z.string().check(z.maxLength(100_000));
const notes = z.array(z.string().check(z.maxLength(2_000))).check(z.maxLength(100));

/** The result that a program sends. It is untrusted and only displayed. */
export const ProgramResult = z.object({
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
      /** How to fix the error. */
      hint: z.optional(z.nullable(z.string().check(z.maxLength(3_000)))),
      limit: z.nullable(z.string().check(z.maxLength(100))),
    }),
  ),
});
export type ProgramResult = z.infer<typeof ProgramResult>;

/** A message of a program on its channel. */
export const ProgramMessage = z.union([
  z.object({ started: z.number() }),
  z.object({ query: z.object({ sql: z.string().check(z.maxLength(200_000)) }) }),
  z.object({ result: ProgramResult }),
]);
