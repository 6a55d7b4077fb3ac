import { generationRequestOf } from '../../../functions/generate-code/generation-request';
import { generateCode } from '../../../functions/generate-code/handler';
import { launchTask } from '../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../functions/notify-webhook/handler';
import type { WebhookSender } from '../../../functions/notify-webhook/port';
import { recordArtifact } from '../../../functions/record-artifact/handler';
import { recordProgress } from '../../../functions/record-progress/handler';
import { recordTaskState } from '../../../functions/record-task-state/handler';
import type { EventBridgeEvent } from '../../../functions/shared/queue/batch';
import { stopTask } from '../../../functions/stop-task/handler';
import { GENERATE_FUNCTION_SECONDS, GENERATE_VISIBILITY_SECONDS } from '../../../lib/time-limits';
import type { Generation, History } from './history';
import { type Counter, model } from './model';
import type { PortsOf } from './ports';
import type { SimulationContext } from './process';
import type { SimulatedFunction } from './queues';

interface Parts {
  readonly context: SimulationContext;
  readonly portsOf: PortsOf;
  readonly history: History;
}

const schema = {
  dialect: 'redshift' as const,
  schema: 'public',
  tables: [{ name: 'users', rows: 1, columns: [] }],
  otherTables: [],
};
const tables = { describe: async () => ({ tables: schema, valuesWithheld: false }) };

const ofTypes =
  (...detailTypes: string[]) =>
  (event: EventBridgeEvent) =>
    detailTypes.includes(event['detail-type']);
const detail = <T>(event: EventBridgeEvent) => event.detail as T;

/** The functions behind their queues, with the template's timeouts and event patterns. */
export function functions({ context, portsOf, history }: Parts): SimulatedFunction[] {
  const counter: Counter = { next: 0 };
  const recorderLimits = { timeout: 20, visibility: 120, maxReceives: 5, acceptsReplays: true };
  const actorLimits = { timeout: 30, visibility: 180, maxReceives: 5, acceptsReplays: false };

  const receiver: WebhookSender = {
    async post(_, headers, body) {
      const { jobId } = (JSON.parse(body) as { data: { jobId: string } }).data;
      const { worksAfter = 0, gone = false } = history.plans.get(jobId)?.webhook ?? {};
      if (context.seconds() < worksAfter) return { status: 503, error: 'Service Unavailable' };
      history.deliveries.push({ jobId, webhookId: headers['webhook-id'] ?? '', body });
      return { status: gone ? 410 : 200 };
    },
  };

  return [
    {
      ...actorLimits,
      name: 'generate-code',
      timeout: GENERATE_FUNCTION_SECONDS,
      visibility: GENERATE_VISIBILITY_SECONDS,
      matches: (event) =>
        ofTypes('PromptReceived', 'GenerationRequested')(event) ||
        (ofTypes('ExecutionFinished')(event) && !detail<{ final: boolean }>(event).final),
      consumer: (process) => async (event) => {
        const { jobId = '', attempt = 0 } = generationRequestOf(event) ?? {};
        const leaseToken = `leaseToken-${context.random.next()}`;
        const generation: Generation = {
          jobId,
          attempt,
          leaseToken,
          calls: [],
          billedCalls: [],
          programs: [],
          invalidResponses: 0,
          process,
        };
        history.generations.push(generation);
        const unanswerable = history.plans.get(jobId)?.unanswerable ?? false;
        return generateCode({
          ...portsOf(process),
          model: model(context, generation, counter, unanswerable),
          tables: process.port(tables),
          newLeaseToken: () => leaseToken,
        })(event);
      },
    },
    {
      ...actorLimits,
      name: 'launch-task',
      maxReceives: 10,
      matches: (event) =>
        ofTypes('LaunchRequested')(event) ||
        (ofTypes('ProgramGenerated')(event) && detail<{ attempt: number }>(event).attempt === 1),
      consumer: (process) => {
        const ports = portsOf(process);
        return launchTask({ ...ports, tasks: ports.launcher, random: () => context.random.between(0, 1) });
      },
    },
    {
      ...actorLimits,
      name: 'stop-task',
      matches: ofTypes('StopRequested'),
      consumer: (process) => {
        const ports = portsOf(process);
        return stopTask({ ...ports, tasks: ports.control });
      },
    },
    {
      ...actorLimits,
      name: 'notify-webhook',
      matches: ofTypes('WebhookRequested'),
      consumer: (process) =>
        notifyWebhook({
          ...portsOf(process),
          sender: process.port(receiver),
          secret: () => process.call('secret', () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
        }),
    },
    {
      ...recorderLimits,
      name: 'record-progress',
      matches: ofTypes(
        ...['PromptReceived', 'ProgramGenerated', 'GenerationFailed', 'TaskLaunched', 'LaunchFailed'],
        ...['ExecutionFinished', 'JobSucceeded', 'JobFailed', 'JobCancelled'],
      ),
      consumer: (process) => recordProgress(portsOf(process)),
    },
    {
      ...recorderLimits,
      name: 'record-task-state',
      matches: ofTypes('ECS Task State Change'),
      consumer: (process) => recordTaskState(portsOf(process)),
    },
    {
      ...recorderLimits,
      name: 'record-artifact',
      matches: ofTypes('Object Created'),
      consumer: (process) => recordArtifact(portsOf(process)),
    },
  ];
}
