import { createHash } from 'node:crypto';
import { type GenerationDocument, type JobDocument, keys, type ReportDocument } from '../../../events';
import type { Job } from '../../../functions/shared/domain/job';
import type { Write } from '../world/aws/s3';
import type { History } from '../world/history';
import { attemptOf } from '../world/sandbox';
import type { World } from '../world/world';

/** What is written once stays; what is announced and run is what was written. */
export function documentPromises({ history, table }: World): string[] {
  return [
    ...rowsAsWritten(history, table.jobs()),
    ...writtenOnce(history),
    ...resultsOfOneTask(history),
    ...announcedAsWritten(history),
    ...runAsWritten(history),
  ];
}

const isWrittenOnce = (key: string): boolean => /^jobs\/.*\b(job|generation|report)\.json$/.test(key);

/** The job was erased while this write was under way, so the object is new; docs/operations.md says so. */
function outlivedErasure({ key, at, begunAt }: Write, erased: History['erased']): boolean {
  const erasedAt = erased.get(key.split('/')[1] ?? '') ?? Number.POSITIVE_INFINITY;
  return begunAt <= erasedAt && at > erasedAt;
}

function writtenOnce({ writes, erased }: History): string[] {
  const first = new Map<string, string>();
  const broken: string[] = [];
  for (const write of writes.filter(({ key }) => isWrittenOnce(key))) {
    if (outlivedErasure(write, erased)) continue;
    const { key, body } = write;
    const known = first.get(key);
    if (known === undefined) first.set(key, body);
    else if (known !== body) broken.push(`${key} was written twice.`);
  }
  return broken;
}

function resultsOfOneTask({ writes }: History): string[] {
  const writers = new Map<string, Set<string>>();
  for (const { key, name } of writes) {
    const prefix = /^results\/[^/]+\/\d+\//.exec(key)?.[0];
    if (prefix) writers.set(prefix, (writers.get(prefix) ?? new Set()).add(name));
  }
  return [...writers].filter(([, names]) => names.size > 1).map(([prefix]) => `Several tasks wrote below ${prefix}.`);
}

/** The row of a job says what its job.json says. */
function rowsAsWritten({ writes }: History, jobs: readonly Job[]): string[] {
  return jobs
    .filter(({ accepted }) => {
      const written = writes.find(({ key }) => key === keys.job(accepted.jobId))?.body ?? '{}';
      const { acceptedAt, deadlineAt } = JSON.parse(written) as Partial<JobDocument>;
      return acceptedAt !== accepted.acceptedAt || deadlineAt !== accepted.deadlineAt;
    })
    .map(({ accepted }) => `Job ${accepted.jobId} was accepted at other times than its job.json says.`);
}

interface Detail {
  readonly jobId: string;
  readonly attempt: number;
  readonly sha256?: string;
}

/** Each ExecutionFinished tells its report.json, each ProgramGenerated its generation.json. */
function announcedAsWritten({ published, writes, erased }: History): string[] {
  const broken: string[] = [];
  const text = (key: string) => writes.find((write: Write) => write.key === key)?.body;
  for (const { detailType, detail } of published) {
    const { jobId, attempt, sha256 } = detail as Detail;
    const folder = `jobs/${jobId}/attempts/${attempt}`;
    if (detailType === 'ExecutionFinished') {
      const report = text(`${folder}/report.json`);
      const { summary } = report ? (JSON.parse(report) as ReportDocument) : { summary: {} };
      const told = { ...(detail as object), ...summary };
      if (!report || JSON.stringify(told) !== JSON.stringify(detail))
        broken.push(`Attempt ${attempt} of job ${jobId} was announced in another way than it was reported.`);
    }
    if (detailType === 'ProgramGenerated') {
      const [first, ...later] = writes.filter(({ key }) => key === `${folder}/generation.json`);
      const bodies = [first, ...later.filter((write) => outlivedErasure(write, erased))].map((write) => write?.body);
      if (
        !bodies.some(
          (body) =>
            createHash('sha256')
              .update(body ?? '')
              .digest('hex') === sha256,
        )
      )
        broken.push(`Attempt ${attempt} of job ${jobId} has another program than was announced.`);
    }
  }
  return broken;
}

function runAsWritten({ runs, writes }: History): string[] {
  return runs
    .filter(({ task: { jobId }, program }) => {
      const key = `jobs/${jobId}/attempts/${attemptOf(program)}/generation.json`;
      const written = writes.find((write) => write.key === key);
      const document = written && (JSON.parse(written.body) as GenerationDocument);
      return !(document?.result === 'program' && document.program === program);
    })
    .map(({ task: { jobId }, program }) => `Attempt ${attemptOf(program)} of job ${jobId} ran another program.`);
}
