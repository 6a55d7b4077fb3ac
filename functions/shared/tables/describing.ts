import * as z from 'zod/mini';
import { Instant, keys } from '../../../events';
import type { ObjectStore } from '../object-store/port';

const Describing = z.object({
  leaseToken: z.string(),
  expiresAt: Instant,
  /** Why the last description failed. Removed by the next one that succeeds. */
  failure: z.optional(z.object({ message: z.string(), transient: z.boolean(), at: Instant })),
});
export type Describing = z.infer<typeof Describing>;

/** `config/describing.json`: who describes the tables, and why the last description failed. */
export async function readDescribing(objects: Pick<ObjectStore, 'read'>): Promise<DescribingText> {
  const text = await objects.read(keys.describing);
  try {
    return { text, describing: Describing.parse(JSON.parse(text ?? '')) };
  } catch {
    return { text };
  }
}

export interface DescribingText {
  readonly text: string | undefined;
  /** Undefined if there is none, or it is malformed. */
  readonly describing?: Describing;
}
