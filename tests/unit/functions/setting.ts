import { keys, type ReportDocument } from '../../../events';
import type { Fact } from '../../../functions/shared/domain/facts';
import { jobStore } from '../../../functions/shared/job-store/job-store';
import type { EventBridgeEvent } from '../../../functions/shared/queue/batch';
import { fakeEventBus } from '../../fakes/event-bus';
import { memoryJobTable } from '../../fakes/job-table';
import { fakeLog } from '../../fakes/log';
import { fakeObjectStore } from '../../fakes/object-store';
import { fakeTasks } from '../../fakes/tasks';
import { accepted, allowance, at, JOB_ID, report } from './shared/domain/facts';

/** Everything a function needs, in memory, at a time that the test sets; with one job that has these facts. */
export async function setting(facts: readonly Fact[] = [], { changes = {}, seconds = 20 } = {}) {
  const table = memoryJobTable();
  const jobs = jobStore(table, async () => undefined);
  const time = { seconds };
  await jobs.create(accepted(changes), allowance);
  for (const fact of facts) await jobs.record(JOB_ID, fact);
  return {
    table,
    jobs,
    time,
    tasks: fakeTasks(),
    objects: fakeObjectStore(),
    bus: fakeEventBus(),
    log: fakeLog(),
    now: () => at(time.seconds),
    random: () => 0,
    standby: { standbyTasks: 0, standbyMinutes: 0, taskDefinitionArn: 'arn:task-definition/executor:1' },
    job: async () => {
      const job = await jobs.read(JOB_ID);
      if (!job) throw new Error('The job is gone.');
      return job;
    },
  };
}

export const busEvent = (
  detailType: string,
  detail: object,
  extra: Partial<EventBridgeEvent> = {},
): EventBridgeEvent => ({
  id: 'aa11bb22-cc33-dd44-ee55-ff6677889900',
  source: 'code-interpreter',
  'detail-type': detailType,
  time: at(0),
  detail,
  ...extra,
});

/** A report.json of the job, at its key. */
export function storedReport(attempt: number, changes: Parameters<typeof report>[0] = {}): [string, string] {
  const document: ReportDocument = {
    version: 1,
    jobId: JOB_ID,
    attempt,
    summary: structuredClone(report(changes)) as ReportDocument['summary'],
    stdout: '',
    stderr: '',
    queries: [],
    durations: { wait: 0, run: 10, collect: 1, total: 11 },
    peakMemoryBytes: 1,
    layers: ['seccomp'],
  };
  return [keys.report(JOB_ID, attempt), JSON.stringify(document)];
}
