import { keys, type ProgramOutput, storedOutput } from '../../events';
import { loadReadableJob } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { Ports } from './ports';
import { forCaller } from './reader';

/** Chunks of one response; more are left to the next one. */
const MAX_CHUNKS = 100;

/** GET /jobs/{jobId}/output: what the programs have printed after an offset. */
export async function programOutput({ jobs, objects }: Ports, request: HttpRequest): Promise<ProgramOutput> {
  const after = offsetOf(request.query.after);
  // The job is read first: once it has ended, its output is complete.
  const job = await loadReadableJob(jobs, request);
  const { accepted, outcome } = job;
  const { chunks, isTruncated } = storedOutput(await objects.listAll(keys.output(accepted.jobId)));
  const first = Math.max(
    0,
    chunks.findLastIndex(({ start }) => start <= after),
  );
  const page = chunks.slice(first, first + MAX_CHUNKS);
  const texts = await Promise.all(page.map(async ({ key }) => (await objects.read(key)) ?? ''));
  const text = texts.join('');
  const start = page[0]?.start ?? 0;
  return forCaller(objects, job, request, {
    text: text.slice(Math.max(0, after - start)),
    next: start + text.length,
    ended: outcome !== undefined && first + MAX_CHUNKS >= chunks.length,
    truncated: isTruncated,
  });
}

function offsetOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', [
    { field: 'after', message: 'Must be the `next` of the previous response, a whole number.' },
  ]);
}
