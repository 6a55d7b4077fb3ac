import type { JobView } from '../../events';
import { hintOf } from '../shared/domain/failure';
import { type Job, ordinalsOf, statusOf } from '../shared/domain/job';
import { timingsOf } from '../shared/domain/timings';
import { attemptView, totalUsage } from './attempts';
import { costOfEndedJob } from './cost';
import type { JobDocuments } from './documents';

/** GET /jobs/{jobId}: the job, completed from its documents. */
export function jobView(job: Job, { job: document, attempts }: JobDocuments, links: JobView['links']): JobView {
  const { accepted, outcome } = job;
  const { report } = attempts.at(-1) ?? {};
  const program = lastProgram(attempts);
  const summary = outcome?.status === 'succeeded' ? outcome.body : report?.summary;
  const artifacts = outcome && 'artifacts' in outcome.body ? outcome.body.artifacts : [];
  const answer = report?.answer ?? summary?.answer;
  const failure = failureOf(job);
  const usage = totalUsage(attempts);
  const cost = costOfEndedJob(job, attempts);
  return {
    jobId: accepted.jobId,
    status: statusOf(job),
    prompt: document?.prompt ?? accepted.promptStart,
    ...(accepted.followUpOf !== undefined && { followUpOf: accepted.followUpOf }),
    ...(accepted.rerunOf !== undefined && { rerunOf: accepted.rerunOf }),
    ...(accepted.programEdited && { programEdited: accepted.programEdited }),
    size: accepted.size,
    acceptedAt: accepted.acceptedAt,
    deadlineAt: accepted.deadlineAt,
    ...(outcome && { endedAt: outcome.body.endedAt }),
    ...(answer !== undefined && { answer }),
    values: { ...summary?.values },
    assumptions: [...new Set([...(program?.assumptions ?? []), ...(summary?.assumptions ?? [])])],
    warnings: [...(summary?.warnings ?? [])],
    ...(program && { program: program.program }),
    queries: report?.queries ?? [],
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      link: links.results.replace('{name}', encodePath(artifact.name)),
    })),
    attempts: attempts.map(attemptView),
    ...(failure && { failure }),
    timings: timingsOf(job),
    ...(cost && { cost }),
    ...(usage && { usage }),
    sandbox: report?.layers ?? [],
    ...(accepted.webhookUrl !== undefined && { webhook: webhookView(job, accepted.webhookUrl) }),
    links,
  };
}

function lastProgram(attempts: JobDocuments['attempts']) {
  const generations = attempts.flatMap(({ generation }) => (generation?.result === 'program' ? [generation] : []));
  return generations.at(-1);
}

const encodePath = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

function failureOf({ accepted, outcome }: Job): JobView['failure'] {
  if (outcome?.status === 'failed') return outcome.body.failure;
  return outcome?.status === 'cancelled'
    ? { kind: 'cancelled', message: 'You cancelled the job.', hint: hintOf(accepted, 'cancelled') }
    : undefined;
}

function webhookView({ deliveries }: Job, url: string): JobView['webhook'] {
  const recorded = ordinalsOf(deliveries).flatMap((number) => {
    const delivery = deliveries[number];
    return delivery ? [{ number, ...delivery }] : [];
  });
  return {
    url,
    delivered: recorded.some(({ state }) => state === 'delivered'),
    deliveries: recorded.map(({ number, at, status, error }) => ({
      delivery: number,
      at,
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    })),
  };
}
