import { createHash } from 'node:crypto';
import { type GenerationDocument, keys, NO_MODEL, type RerunProgram } from '../../events';
import type { ObjectStore } from '../shared/object-store/port';
import { sha256Of as sha256OfCatalog } from '../shared/tables/stored-tables';
import type { GenerationRequest } from './generation-request';

interface Ports {
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly now: () => string;
}

/** The generation.json of a rerun: the program that was stored with its acceptance. No model is called. */
export async function rerunGeneration(
  { objects, now }: Ports,
  { jobId, attempt }: GenerationRequest,
  stored: RerunProgram,
): Promise<GenerationDocument> {
  const [program, catalog] = await Promise.all([objects.read(stored.key), objects.read(keys.catalog)]);
  const generation = {
    version: 1 as const,
    jobId,
    attempt,
    createdAt: now(),
    modelId: NO_MODEL,
    instructionsVersion: NO_MODEL,
    usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
    durations: { tables: 0, model: 0 },
  };
  if (program === undefined) return { ...generation, ...failure('was deleted') };
  if (createHash('sha256').update(program).digest('hex') !== stored.sha256) {
    return { ...generation, ...failure('was overwritten') };
  }
  const { plan, assumptions, catalogSha256 } = stored;
  // A program of another catalog may name what is withheld now, and its results may have what the other one withholds.
  const isOfCatalog = catalogSha256 === sha256OfCatalog(catalog);
  return { ...generation, result: 'program', program, plan, assumptions, ...(isOfCatalog && { catalogSha256 }) };
}

const failure = (what: string) => ({
  result: 'failure' as const,
  failure: {
    kind: 'invalid_program' as const,
    message: `The program of this rerun ${what} after the job was accepted, so that it was not run.`,
  },
});
