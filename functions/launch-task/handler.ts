import { LaunchRequested, ProgramGenerated } from '../../events';
import type { Job } from '../shared/domain/job';
import { afterDeath, deathOf, hasObligation } from '../shared/domain/obligations';
import { applyEvent } from '../shared/event-facts';
import type { ObjectStore } from '../shared/object-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { unrecordedReports } from '../shared/report-facts';
import { type LaunchPorts, launch } from './launch';

interface Ports extends LaunchPorts {
  readonly objects: ObjectStore;
}

/** Launches a task for a job's first program, and again after the death of a task. */
export const launchTask = (ports: Ports) => async (event: EventBridgeEvent) => {
  if (isReplayed(event)) return;
  const { jobId, launch: number } = launchRequestOf(event);
  const recorded = await jobWithReports(ports, jobId);
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
  await launch(ports, job, number);
};

function launchRequestOf(event: EventBridgeEvent): { jobId: string; launch: number } {
  if (event['detail-type'] !== ProgramGenerated.detailType) return detailOf(event, LaunchRequested);
  return { jobId: detailOf(event, ProgramGenerated).jobId, launch: 1 };
}

/** The job, after the reports in S3 that it lacks are recorded: a final one makes a launch unnecessary. */
async function jobWithReports({ jobs, objects }: Ports, jobId: string): Promise<Job | undefined> {
  let job = await jobs.read(jobId);
  for (const fact of job && !job.outcome ? await unrecordedReports(objects, job) : [])
    job = await jobs.record(jobId, fact);
  return job;
}
