import { createHash } from 'node:crypto';
import { GenerationDocument, GenerationFailed, keys, ProgramGenerated, type PublishedEvent } from '../../events';

/** The event of a generation.json. Made from the document's text alone, so that every publication is byte-identical. */
export function generationEvent(text: string): PublishedEvent {
  const { jobId, attempt, createdAt, usage, durations, modelId, ...document } = GenerationDocument.parse(
    JSON.parse(text),
  );
  const common = {
    jobId,
    attempt,
    occurredAt: createdAt,
    generationKey: keys.generation(jobId, attempt),
    usage,
    durations,
  };
  if (document.result === 'failure') return GenerationFailed.create({ ...common, failure: document.failure });
  return ProgramGenerated.create({ ...common, sha256: createHash('sha256').update(text).digest('hex'), modelId });
}
