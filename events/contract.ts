import * as z from 'zod/mini';
import { Instant, JobId } from './common';

export const EVENT_SOURCE = 'code-interpreter';

const envelope = {
  /** The contract's version; a released one never changes. `defineEvent` sets later ones. */
  version: z.literal(1),
  /** Deterministic (job, step, number): the same whenever the event is sent. */
  eventId: z.string().check(z.minLength(1), z.maxLength(200)),
  jobId: JobId,
  occurredAt: Instant,
};

type Shape = Readonly<Record<string, z.core.$ZodType>>;
type Detail<S extends Shape> = z.infer<z.ZodMiniObject<typeof envelope & S>>;

/** One event of the bus: its name, schema and identity in a single value. */
export interface EventContract<N extends string, S extends Shape> {
  readonly detailType: N;
  readonly schema: z.ZodMiniObject<typeof envelope & S>;
  /** Completes a detail with version and the deterministic id, and validates it. */
  readonly create: (detail: Omit<Detail<S>, 'version' | 'eventId'>) => PublishedEvent<N, Detail<S>>;
  /** Validates a received detail of this version or an earlier one. @throws ZodError */
  readonly parse: (detail: unknown) => Detail<S>;
}

/** An event as it is published: the envelope's detail-type and the validated detail. */
export interface PublishedEvent<N extends string = string, D = unknown> {
  readonly detailType: N;
  readonly detail: D;
}

/** A contract's version, and how a detail of each earlier version becomes one of the next. */
export interface Versions {
  readonly version: number;
  readonly upgrades: Readonly<Record<number, (detail: Readonly<Record<string, unknown>>) => object>>;
}

/** Upgrades a detail to the contract's version. Unknown and later versions are returned unchanged. */
function upgraded(detail: unknown, { version, upgrades }: Versions): unknown {
  let current = detail;
  for (let number = Number((detail as { version?: unknown } | null)?.version); number < version; number += 1) {
    const upgrade = upgrades[number];
    if (!upgrade) return current;
    current = { ...upgrade(current as Readonly<Record<string, unknown>>), version: number + 1 };
  }
  return current;
}

/**
 * Defines an event. `step` returns the number that identifies the event among those of its type in one job (an attempt, a
 * launch, a delivery); omit it if a job has only one. Omit `versions` in a first version.
 */
export function defineEvent<N extends string, S extends Shape>(
  detailType: N,
  shape: S,
  step?: (detail: Omit<Detail<S>, 'version' | 'eventId'>) => number | string,
  versions: Versions = { version: 1, upgrades: {} },
): EventContract<N, S> {
  const schema = z.object({ ...envelope, version: z.literal(versions.version as 1), ...shape });
  const parse = (detail: unknown) => schema.parse(upgraded(detail, versions)) as Detail<S>;
  return {
    detailType,
    schema,
    parse,
    create(detail) {
      const number = step ? `:${step(detail)}` : '';
      const eventId = `${(detail as unknown as { jobId: string }).jobId}:${detailType}${number}`;
      return { detailType, detail: parse({ version: versions.version, eventId, ...detail }) };
    },
  };
}

export type DetailOf<C> = C extends EventContract<string, infer S> ? Detail<S> : never;
