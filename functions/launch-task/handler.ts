import { GenerationStarted, keys, LaunchRequested, ProgramGenerated } from '../../events';
import type { Job } from '../shared/domain/job';
import { afterDeath, deathOf, hasObligation } from '../shared/domain/obligations';
import { applyEvent } from '../shared/event-facts';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { unrecordedEnds } from '../shared/unrecorded-facts';
import { type LaunchPorts, launch } from './launch';

/** Launches a job's task while the model writes its first program, and again after the death of a task. */
export const launchTask = (ports: LaunchPorts) => async (event: EventBridgeEvent) => {
  if (isReplayed(event)) return;
  const { jobId, launch: number } = launchRequestOf(event);
  const recorded = await jobWithEnds(ports, jobId);
  if (!recorded) return;
  const job = applyEvent(recorded, event);
  if (!hasObligation(job, `launch:${number}`)) return;
  // The postponed message returns at that time. If it is lost, the sweep requests the launch.
  if ((job.launches[number]?.postponed?.nextAt ?? '') > ports.now()) return;

  const death = deathOf(job);
  const next = death && afterDeath(death);
  if (death && next && 'failure' in next) {
    const { failure } = next;
    await ports.jobs.record(jobId, { type: 'TaskLost', at: ports.now(), launch: death.launch, failure });
    return;
  }
  if (ports.standby.standbyTasks > 0 && ports.standby.standbyMinutes > 0) await recordLaunchTime(ports);
  await launch(ports, job, number);
};

/** For keep-standby. An outdated time costs a standby, or lacks one for a while, so that no condition is needed. */
const recordLaunchTime = ({ objects, now }: LaunchPorts): Promise<void> =>
  objects.write(keys.lastLaunch, JSON.stringify({ at: now() }), 'application/json');

function launchRequestOf(event: EventBridgeEvent): { jobId: string; launch: number } {
  switch (event['detail-type']) {
    case GenerationStarted.detailType:
      return { jobId: detailOf(event, GenerationStarted).jobId, launch: 1 };
    // From the queue of the version before GenerationStarted.
    case ProgramGenerated.detailType:
      return { jobId: detailOf(event, ProgramGenerated).jobId, launch: 1 };
    default:
      return detailOf(event, LaunchRequested);
  }
}

/** The job, after the ends in S3 that it lacks are recorded: any of them makes a launch unnecessary. */
async function jobWithEnds({ jobs, objects }: LaunchPorts, jobId: string): Promise<Job | undefined> {
  let job = await jobs.read(jobId);
  for (const fact of job && !job.outcome ? await unrecordedEnds(objects, job) : [])
    job = await jobs.record(jobId, fact);
  return job;
}
