import { generationRequestOf } from '../../../functions/generate-code/generation-request';
import { generateCode } from '../../../functions/generate-code/handler';
import { launchTask } from '../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../functions/notify-webhook/handler';
import type { WebhookSender } from '../../../functions/notify-webhook/port';
import { recordArtifactCreated } from '../../../functions/record-artifact/handler';
import { recordProgress } from '../../../functions/record-progress/handler';
import { recordTaskState } from '../../../functions/record-task-state/handler';
import type { BusEvent } from '../../../functions/shared/queue/batch';
import { stopTask } from '../../../functions/stop-task/handler';
import type { Generation, History } from './history';
import { type Counter, model } from './model';
import type { PortsOf } from './ports';
import type { Surroundings } from './process';
import type { SimulatedFunction } from './queues';

interface Parts {
  readonly around: Surroundings;
  readonly portsOf: PortsOf;
  readonly history: History;
}

const oneTable = {
  dialect: 'redshift' as const,
  schema: 'public',
  tables: [{ name: 'users', rows: 1, columns: [] }],
  otherTables: [],
};
const tables = { describe: async () => ({ tables: oneTable, valuesKeptBack: false }) };

const ofTypes =
  (...detailTypes: string[]) =>
  (event: BusEvent) =>
    detailTypes.includes(event['detail-type']);
const detail = <T>(event: BusEvent) => event.detail as T;

/** The functions behind their queues, with the template's times and patterns. */
export function functions({ around, portsOf, history }: Parts): SimulatedFunction[] {
  const counter: Counter = { next: 0 };
  const recorder = { timeout: 20, visibility: 120, maxReceives: 5, takesReplays: true };
  const actor = { timeout: 30, visibility: 180, maxReceives: 5, takesReplays: false };

  const receiver: WebhookSender = {
    async post(_, headers, body) {
      const { jobId } = (JSON.parse(body) as { data: { jobId: string } }).data;
      const { worksAfter = 0, gone = false } = history.plans.get(jobId)?.webhook ?? {};
      if (around.seconds() < worksAfter) return { status: 503, error: 'out of order' };
      history.delivered.push({ jobId, webhookId: headers['webhook-id'] ?? '', body });
      return { status: gone ? 410 : 200 };
    },
  };

  return [
    {
      ...actor,
      name: 'generate-code',
      timeout: 300,
      visibility: 1800,
      wants: (event) =>
        ofTypes('PromptReceived', 'GenerationRequested')(event) ||
        (ofTypes('ExecutionFinished')(event) && !detail<{ final: boolean }>(event).final),
      consumer: (process) => async (event) => {
        const { jobId = '', attempt = 0 } = generationRequestOf(event) ?? {};
        const leaseToken = `leaseToken-${around.chance.next()}`;
        const generation: Generation = { jobId, attempt, leaseToken, calls: [], badAnswers: 0, process };
        history.generations.push(generation);
        const unanswerable = history.plans.get(jobId)?.unanswerable ?? false;
        return generateCode({
          ...portsOf(process),
          model: model(around, generation, counter, unanswerable),
          tables: process.port(tables),
          newLeaseToken: () => leaseToken,
        })(event);
      },
    },
    {
      ...actor,
      name: 'launch-task',
      maxReceives: 10,
      wants: (event) =>
        ofTypes('LaunchRequested')(event) ||
        (ofTypes('ProgramGenerated')(event) && detail<{ attempt: number }>(event).attempt === 1),
      consumer: (process) => {
        const ports = portsOf(process);
        return launchTask({ ...ports, tasks: ports.launcher, random: () => around.chance.between(0, 1) });
      },
    },
    {
      ...actor,
      name: 'stop-task',
      wants: ofTypes('StopRequested'),
      consumer: (process) => {
        const ports = portsOf(process);
        return stopTask({ ...ports, tasks: ports.control });
      },
    },
    {
      ...actor,
      name: 'notify-webhook',
      wants: ofTypes('WebhookRequested'),
      consumer: (process) =>
        notifyWebhook({
          ...portsOf(process),
          sender: process.port(receiver),
          secret: () => process.call('secret', () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
        }),
    },
    {
      ...recorder,
      name: 'record-progress',
      wants: ofTypes(
        ...['PromptReceived', 'ProgramGenerated', 'GenerationFailed', 'TaskLaunched', 'LaunchFailed'],
        ...['ExecutionFinished', 'JobSucceeded', 'JobFailed', 'JobCancelled'],
      ),
      consumer: (process) => recordProgress(portsOf(process)),
    },
    {
      ...recorder,
      name: 'record-task-state',
      wants: ofTypes('ECS Task State Change'),
      consumer: (process) => recordTaskState(portsOf(process)),
    },
    {
      ...recorder,
      name: 'record-artifact',
      wants: ofTypes('Object Created'),
      consumer: (process) => recordArtifactCreated(portsOf(process)),
    },
  ];
}
