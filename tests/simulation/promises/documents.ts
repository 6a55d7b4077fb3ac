import { createHash } from 'node:crypto';
import { type GenerationDocument, type JobDocument, keys, type ReportDocument, storedOutput } from '../../../events';
import type { Job } from '../../../functions/shared/domain/job';
import type { Write } from '../world/aws/s3';
import type { History } from '../world/history';
import { attemptOf } from '../world/sandbox';
import type { World } from '../world/world';

/** Documents are immutable, and jobs, events and executed programs agree with them. */
export function documentPromises({ history, table }: World): string[] {
  return [
    ...jobItemPromises(history, table.jobs()),
    ...writeOncePromises(history),
    ...resultPromises(history),
    ...outputPromises(history),
    ...eventPromises(history),
    ...executionPromises(history),
  ];
}

const isWrittenOnce = (key: string): boolean =>
  /^jobs\/.*(\b(job|generation|report)|\/launches\/\d+)\.json$|^jobs\/[^/]+\/program\.py$|^standby\//.test(key);

/** The job was erased during this write, so the object is new. docs/operations.md documents this race. */
function outlivedErasure({ key, at, callStartedAt }: Write, erasures: History['erasures']): boolean {
  const erasedAt = erasures.get(key.split('/')[1] ?? '') ?? Number.POSITIVE_INFINITY;
  return callStartedAt <= erasedAt && at > erasedAt;
}

function writeOncePromises({ writes, erasures }: History): string[] {
  const firstBodies = new Map<string, string>();
  const violations: string[] = [];
  for (const write of writes.filter(({ key }) => isWrittenOnce(key))) {
    if (outlivedErasure(write, erasures)) continue;
    const { key, body } = write;
    const firstBody = firstBodies.get(key);
    if (firstBody === undefined) firstBodies.set(key, body);
    else if (firstBody !== body) violations.push(`${key} was overwritten.`);
  }
  return violations;
}

/** Each results prefix has one writer. */
function resultPromises({ writes }: History): string[] {
  const writers = new Map<string, Set<string>>();
  for (const { key, name } of writes) {
    const prefix = /^results\/[^/]+\/\d+\//.exec(key)?.[0];
    if (prefix) writers.set(prefix, (writers.get(prefix) ?? new Set()).add(name));
  }
  return [...writers].filter(([, names]) => names.size > 1).map(([prefix]) => `Several tasks wrote to ${prefix}.`);
}

/** A chunk of output never changes, and the chunks of a job follow one another without a gap. */
function outputPromises({ writes }: History): string[] {
  const violations: string[] = [];
  const bodies = new Map(writes.filter(({ key }) => isOutput(key)).map(({ key, body }) => [key, body]));
  for (const { key, body } of writes)
    if (isOutput(key) && bodies.get(key) !== body) violations.push(`${key} was written with another text.`);
  for (const jobId of new Set([...bodies.keys()].map((key) => key.split('/')[1] ?? ''))) {
    let end = 0;
    const ofJob = [...bodies.keys()].filter((key) => key.startsWith(keys.output(jobId)));
    for (const { key, start } of storedOutput(ofJob).chunks) {
      if (start !== end) violations.push(`The output of job ${jobId} has a gap before ${key}.`);
      end = start + (bodies.get(key) ?? '').length;
    }
  }
  return violations;
}

const isOutput = (key: string): boolean => /^jobs\/.*\/output\//.test(key);

/** The item of a job has the times of its job.json. */
function jobItemPromises({ writes }: History, jobs: readonly Job[]): string[] {
  return jobs
    .filter(({ accepted }) => {
      const body = writes.find(({ key }) => key === keys.job(accepted.jobId))?.body ?? '{}';
      const { acceptedAt, deadlineAt } = JSON.parse(body) as Partial<JobDocument>;
      return acceptedAt !== accepted.acceptedAt || deadlineAt !== accepted.deadlineAt;
    })
    .map(({ accepted }) => `The item of job ${accepted.jobId} has other times than its job.json.`);
}

interface Detail {
  readonly jobId: string;
  readonly attempt: number;
  readonly sha256?: string;
}

/** Each ExecutionFinished carries its report.json's summary, each ProgramGenerated its generation.json's hash. */
function eventPromises({ publishedEvents, writes, erasures }: History): string[] {
  const violations: string[] = [];
  for (const { detailType, detail } of publishedEvents) {
    const { jobId, attempt, sha256 } = detail as Detail;
    const folder = `jobs/${jobId}/attempts/${attempt}`;
    if (detailType === 'ExecutionFinished') {
      const report = writes.find(({ key }) => key === `${folder}/report.json`)?.body;
      const { summary } = report ? (JSON.parse(report) as ReportDocument) : { summary: {} };
      const detailOfReport = { ...(detail as object), ...summary };
      if (!report || JSON.stringify(detailOfReport) !== JSON.stringify(detail))
        violations.push(`ExecutionFinished of attempt ${attempt} of job ${jobId} differs from its report.json.`);
    }
    if (detailType === 'ProgramGenerated') {
      const [first, ...later] = writes.filter(({ key }) => key === `${folder}/generation.json`);
      const candidates = [first, ...later.filter((write) => outlivedErasure(write, erasures))];
      if (!candidates.some((write) => sha256Of(write?.body ?? '') === sha256))
        violations.push(`ProgramGenerated of attempt ${attempt} of job ${jobId} differs from its generation.json.`);
    }
  }
  return violations;
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Each program that ran is the program of its generation.json. */
function executionPromises({ programRuns, writes, plans }: History): string[] {
  const attemptIn = (jobId: string, program: string) => (plans.get(jobId)?.reruns ? 1 : attemptOf(program));
  return programRuns
    .filter(({ task: { jobId }, program }) => {
      const key = `jobs/${jobId}/attempts/${attemptIn(jobId, program)}/generation.json`;
      const write = writes.find((candidate) => candidate.key === key);
      const document = write && (JSON.parse(write.body) as GenerationDocument);
      return !(document?.result === 'program' && document.program === program);
    })
    .map(
      ({ task: { jobId }, program }) =>
        `Attempt ${attemptIn(jobId, program)} of job ${jobId} ran another program than that of its generation.json.`,
    );
}
