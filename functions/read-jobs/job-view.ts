import type { JobView } from '../../events';
import { type Caller, isOwner } from '../shared/access/actions';
import { feedbackView, sharingView } from '../shared/access/feedback-view';
import { hintOf } from '../shared/domain/failure';
import { type Job, ordinalsOf, statusOf } from '../shared/domain/job';
import { timingsOf } from '../shared/domain/timings';
import { attemptView, totalUsage } from './attempts';
import { costOfEndedJob } from './cost';
import type { JobDocuments } from './documents';
import { mayDownload } from './reader';

interface Response {
  readonly links: JobView['links'];
  /** What the caller may do with the job. */
  readonly actions: JobView['actions'];
  readonly caller: Caller;
}

/** GET /jobs/{jobId}: the job, completed from its documents. What only the owner may know is left out for others. */
export function jobView(
  job: Job,
  { job: document, attempts }: JobDocuments,
  { links, actions, caller }: Response,
): JobView {
  const isOwn = isOwner(job, caller);
  const feedback = feedbackView(job, caller);
  const { accepted, outcome } = job;
  const { report } = attempts.at(-1) ?? {};
  const program = lastProgram(attempts);
  const summary = outcome?.status === 'succeeded' ? outcome.body : report?.summary;
  const artifacts = outcome && 'artifacts' in outcome.body ? outcome.body.artifacts : [];
  const answer = report?.answer ?? summary?.answer;
  const failure = failureOf(job, isOwn);
  const usage = totalUsage(attempts);
  const cost = costOfEndedJob(job, attempts);
  return {
    jobId: accepted.jobId,
    status: statusOf(job),
    prompt: document?.prompt ?? accepted.promptStart,
    ...(accepted.followUpOf !== undefined && isOwn && { followUpOf: accepted.followUpOf }),
    ...(accepted.rerunOf !== undefined && isOwn && { rerunOf: accepted.rerunOf }),
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
    artifacts: artifacts
      .filter(({ name }) => mayDownload(name, job, caller))
      .map((artifact) => ({
        ...artifact,
        link: links.results.replace('{name}', encodePath(artifact.name)),
      })),
    attempts: attempts.map(attemptView),
    ...(failure && { failure }),
    timings: timingsOf(job),
    ...(cost && { cost }),
    ...(usage && { usage }),
    sandbox: report?.layers ?? [],
    ...(accepted.webhookUrl !== undefined && isOwn && { webhook: webhookView(job, accepted.webhookUrl) }),
    ...(feedback && { feedback }),
    ...(job.sharing && { sharing: sharingView(job) }),
    actions,
    links,
  };
}

function lastProgram(attempts: JobDocuments['attempts']) {
  const generations = attempts.flatMap(({ generation }) => (generation?.result === 'program' ? [generation] : []));
  return generations.at(-1);
}

const encodePath = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

function failureOf({ accepted, outcome }: Job, isOwn: boolean): JobView['failure'] {
  if (outcome?.status === 'failed') return outcome.body.failure;
  return outcome?.status === 'cancelled'
    ? {
        kind: 'cancelled',
        message: isOwn ? 'You cancelled the job.' : 'The job was cancelled.',
        hint: hintOf(accepted, 'cancelled'),
      }
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
