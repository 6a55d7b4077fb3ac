import { keys } from '../../../events';
import { describeTables } from '../../../functions/describe-tables/handler';
import { generationRequestOf } from '../../../functions/generate-code/generation-request';
import { generateCode } from '../../../functions/generate-code/handler';
import { tableDirectory } from '../../../functions/generate-code/tables/directory';
import { replaceStandby } from '../../../functions/keep-standby/handler';
import { launchTask } from '../../../functions/launch-task/handler';
import { notifyWebhook } from '../../../functions/notify-webhook/handler';
import type { WebhookSender } from '../../../functions/notify-webhook/port';
import { recordArtifact } from '../../../functions/record-artifact/handler';
import { recordProgress } from '../../../functions/record-progress/handler';
import { recordTaskState } from '../../../functions/record-task-state/handler';
import type { EventBridgeEvent } from '../../../functions/shared/queue/batch';
import type { StandbySettings } from '../../../functions/shared/standby/settings';
import { stopTask } from '../../../functions/stop-task/handler';
import {
  DESCRIBE_FUNCTION_SECONDS,
  GENERATE_FUNCTION_SECONDS,
  GENERATE_VISIBILITY_SECONDS,
} from '../../../lib/time-limits';
import type { Generation, History } from './history';
import { type Counter, model } from './model';
import type { PortsOf } from './ports';
import type { Process, SimulationContext } from './process';
import type { SimulatedFunction } from './queues';
import { lookedInto, MAX_LOOKS, SCHEMA, warehouse } from './tables';

interface Parts {
  readonly context: SimulationContext;
  readonly portsOf: PortsOf;
  readonly history: History;
  readonly standbySettings: () => StandbySettings;
  /** Duration of a response; at random without it. */
  readonly modelSeconds?: number;
}

const ofTypes =
  (...detailTypes: string[]) =>
  (event: EventBridgeEvent) =>
    detailTypes.includes(event['detail-type']);
const createdKey = (event: EventBridgeEvent): string =>
  ofTypes('Object Created')(event) ? detail<{ object: { key: string } }>(event).object.key : '';
const detail = <T>(event: EventBridgeEvent) => event.detail as T;
const isRequestOf = (matches: (attempt: number) => boolean) => (event: EventBridgeEvent) =>
  ofTypes('GenerationRequested')(event) && matches(detail<{ attempt: number }>(event).attempt);

/** The functions behind their queues, with the template's timeouts and event patterns. */
export function functions({ context, portsOf, history, standbySettings, modelSeconds }: Parts): SimulatedFunction[] {
  const counter: Counter = { next: 0 };
  const recorderLimits = { timeout: 20, visibility: 120, maxReceives: 5, concurrency: 5, acceptsReplays: true };
  const actorLimits = { timeout: 30, visibility: 180, maxReceives: 5, concurrency: 5, acceptsReplays: false };

  const receiver: WebhookSender = {
    async post(_, headers, body) {
      const { jobId } = (JSON.parse(body) as { data: { jobId: string } }).data;
      const { worksAfter = 0, gone = false } = history.plans.get(jobId)?.webhook ?? {};
      if (context.seconds() < worksAfter) return { status: 503, error: 'Service Unavailable' };
      history.deliveries.push({ jobId, webhookId: headers['webhook-id'] ?? '', body });
      return { status: gone ? 410 : 200 };
    },
  };

  const generator = {
    ...actorLimits,
    functionName: 'generate-code',
    timeout: GENERATE_FUNCTION_SECONDS,
    visibility: GENERATE_VISIBILITY_SECONDS,
    consumer: (process: Process) => async (event: EventBridgeEvent) => {
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
        lookingResponses: 0,
        looks: 0,
        startedAt: context.seconds(),
        showedValue: false,
        showedEarlier: [],
        process,
      };
      history.generations.push(generation);
      const unanswerable = history.plans.get(jobId)?.unanswerable ?? false;
      const ports = portsOf(process);
      const pause = (milliseconds: number) => process.sleep(milliseconds / 1000);
      return generateCode({
        ...ports,
        model: model(context, generation, counter, { unanswerable, seconds: modelSeconds }),
        tables: tableDirectory({ ...ports, schema: SCHEMA, pause }),
        warehouse: process.port(lookedInto(context, generation)),
        maxLooks: MAX_LOOKS,
        pause,
        newLeaseToken: () => leaseToken,
      })(event);
    },
  };

  const describeKeys: readonly string[] = [keys.catalog, keys.misnamedCatalog, keys.loaded, keys.tablesRequest];

  return [
    {
      name: 'describe-tables',
      timeout: DESCRIBE_FUNCTION_SECONDS,
      visibility: DESCRIBE_FUNCTION_SECONDS + 30,
      maxReceives: 10,
      concurrency: 2,
      acceptsReplays: true,
      matches: (event) => describeKeys.includes(createdKey(event)),
      consumer: (process) =>
        describeTables({
          ...portsOf(process),
          warehouse: process.port(warehouse),
          schema: SCHEMA,
          metrics: { record: () => undefined },
          newLeaseToken: () => `describer-${context.random.next()}`,
        }),
    },
    {
      ...generator,
      name: 'generate-code',
      matches: (event) => ofTypes('PromptReceived')(event) || isRequestOf((attempt) => attempt === 1)(event),
    },
    {
      ...generator,
      name: 'generate-repair',
      matches: (event) =>
        (ofTypes('ExecutionFinished')(event) && !detail<{ final: boolean }>(event).final) ||
        isRequestOf((attempt) => attempt > 1)(event),
    },
    {
      ...actorLimits,
      name: 'launch-task',
      maxReceives: 10,
      matches: ofTypes('GenerationStarted', 'LaunchRequested'),
      consumer: (process) => {
        const ports = portsOf(process);
        return launchTask({
          ...ports,
          tasks: { ...ports.control, ...ports.launcher },
          random: () => context.random.between(0, 1),
          standby: standbySettings(),
        });
      },
    },
    {
      ...actorLimits,
      name: 'keep-standby',
      matches: ofTypes('StandbyClaimed'),
      consumer: (process) => {
        const ports = portsOf(process);
        return replaceStandby({ ...ports, tasks: { ...ports.control, ...ports.launcher }, standby: standbySettings() });
      },
    },
    {
      ...actorLimits,
      name: 'stop-task',
      concurrency: 2,
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
        ...[
          'PromptReceived',
          'GenerationStarted',
          'ProgramGenerated',
          'GenerationFailed',
          'StandbyClaimed',
          'TaskLaunched',
          'TaskReady',
          'LaunchFailed',
        ],
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
      concurrency: 2,
      matches: (event) => createdKey(event).startsWith('results/'),
      consumer: (process) => recordArtifact(portsOf(process)),
    },
  ];
}
