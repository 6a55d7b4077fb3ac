import { GenerationDocument, keys, ReportDocument } from '../../../events';
import type { ObjectStore } from '../../shared/object-store/port';
import type { GenerationRequest } from '../generation-request';
import type { ProgramInput } from './tool';

/** The failed attempt before this one: its program and its report. */
export interface PreviousAttempt {
  readonly attempt: number;
  readonly input: ProgramInput;
  /** Hash of the catalog that the program was written with. */
  readonly catalogSha256?: string;
  readonly report: ReportDocument;
}

/** Undefined for the first attempt. Rejects if a document of the previous attempt is missing. */
export async function readPreviousAttempt(
  objects: Pick<ObjectStore, 'read'>,
  { jobId, attempt }: GenerationRequest,
): Promise<PreviousAttempt | undefined> {
  if (attempt === 1) return undefined;
  const [generation, report] = await Promise.all([
    objects.read(keys.generation(jobId, attempt - 1)),
    objects.read(keys.report(jobId, attempt - 1)),
  ]);
  if (generation === undefined || report === undefined) {
    throw new Error(`Attempt ${attempt - 1} of job ${jobId} has no program or no report to repair.`);
  }
  const document = GenerationDocument.parse(JSON.parse(generation));
  if (document.result !== 'program') throw new Error(`Attempt ${attempt - 1} of job ${jobId} has no program.`);
  const { plan, assumptions, program, catalogSha256 } = document;
  return {
    attempt: attempt - 1,
    input: { plan, assumptions, program },
    catalogSha256,
    report: ReportDocument.parse(JSON.parse(report)),
  };
}
