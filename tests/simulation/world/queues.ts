import type { SQSEvent } from 'aws-lambda';
import { consume, type EventBridgeEvent } from '../../../functions/shared/queue/batch';
import type { Entry } from './aws/event-bridge';
import type { History } from './history';
import { Process, type SimulationContext } from './process';

export type Consumer = (process: Process) => (event: EventBridgeEvent) => Promise<void>;

/** A function behind its queue. Times are seconds, as in the template. */
export interface SimulatedFunction {
  /** Name of the queue, and of its function unless that has several. */
  readonly name: string;
  readonly functionName?: string;
  readonly timeout: number;
  /** The queue's visibility timeout. */
  readonly visibility: number;
  readonly maxReceives: number;
  /** Invocations at a time. */
  readonly concurrency: number;
  /** Whether its rule matches events replayed from an archive. */
  readonly acceptsReplays: boolean;
  /** The rule's event pattern. */
  readonly matches: (event: EventBridgeEvent) => boolean;
  readonly consumer: Consumer;
}

/** The event buses and one queue per function: events are delayed, duplicated, reordered or lost. */
export function queues(context: SimulationContext, { deadLetters }: Pick<History, 'deadLetters'>) {
  const { time, random, faults, trace } = context;
  const functions: SimulatedFunction[] = [];
  const events: EventBridgeEvent[] = [];
  let pending = 0;
  /** By queue: invocations in progress, and what waits for one of them to end. */
  const lines = new Map<string, { active: number; readonly waiting: (() => void)[] }>();

  async function withSlot<T>({ name, concurrency }: SimulatedFunction, invoke: () => Promise<T>): Promise<T> {
    const line = lines.get(name) ?? { active: 0, waiting: [] };
    lines.set(name, line);
    if (line.active >= concurrency) await new Promise<void>((resolve) => line.waiting.push(resolve));
    else line.active += 1;
    try {
      return await invoke();
    } finally {
      const next = line.waiting.shift();
      if (next) next();
      else line.active -= 1;
    }
  }

  function deliver(target: SimulatedFunction, event: EventBridgeEvent, receive = 1): void {
    pending += 1;
    time.after(random.between(0.01, faults().maxDelay), () => withSlot(target, () => invoke(target, event, receive)));
  }

  async function invoke(target: SimulatedFunction, event: EventBridgeEvent, receive: number): Promise<void> {
    const process = new Process(`${target.name} (${event['detail-type']}, ${event.id}, #${receive})`, context, target);
    trace(`${process.name} starts`);
    let changedVisibility: number | undefined;
    const changeVisibility = (_: string, seconds: number) =>
      process.call('ChangeMessageVisibility', () => {
        changedVisibility = seconds;
      });
    const handle = consume(target.consumer(process), logOf(process), undefined, { changeVisibility });
    const result = await process.run(() => handle(sqsEvent(event, receive)));
    if ('value' in result && result.value.batchItemFailures.length === 0) {
      pending -= 1;
      return;
    }
    redeliver(target, event, receive, changedVisibility);
  }

  /** Returns a message to its queue or, after too many receives, to the dead letters, which may be redriven. */
  function redeliver(
    target: SimulatedFunction,
    event: EventBridgeEvent,
    receive: number,
    changedVisibility: number | undefined,
  ): void {
    const isRedelivered = receive < target.maxReceives || random.chance(0.5);
    if (!isRedelivered) pending -= 1;
    if (receive >= target.maxReceives) {
      trace(`${target.name}: ${event.id} is a dead letter${isRedelivered ? ', redriven later' : ''}`);
      deadLetters.push({ functionName: target.name, postponed: changedVisibility !== undefined });
    }
    if (!isRedelivered) return;
    time.after(
      receive < target.maxReceives ? (changedVisibility ?? target.visibility) : random.between(100, 2000),
      () => {
        pending -= 1;
        deliver(target, event, receive < target.maxReceives ? receive + 1 : 1);
      },
    );
  }

  const logOf = (process: Process) => ({
    info: (text: string, details: object = {}) => {
      if ('reason' in details) trace(`${process.name}: ${text} ${details.reason}`);
    },
    error: (_: string, { error }: { error?: unknown } = {}) => trace(`${process.name} throws ${error}`),
  });

  function send(event: EventBridgeEvent): void {
    for (const target of functions.filter(
      ({ matches, acceptsReplays }) => matches(event) && (acceptsReplays || !event['replay-name']),
    )) {
      if (random.chance(faults().drop)) {
        trace(`${event['detail-type']} to ${target.name} is lost`);
        continue;
      }
      deliver(target, event);
      if (random.chance(faults().duplicate)) deliver(target, event);
    }
  }

  return {
    /** The number of messages in delivery or waiting for redelivery. */
    pending: () => pending,
    add: (target: SimulatedFunction) => void functions.push(target),
    put({ source, detailType, detail }: Entry): void {
      const id = `event-${events.length + 1}`;
      const event: EventBridgeEvent = { id, source, 'detail-type': detailType, time: time.instant(), detail };
      trace(`${detailType} is ${id}`);
      events.push(event);
      send(event);
    },
    /** Sends every event once more, as a late duplicate or as a replay from an archive. */
    resendAll(isReplay: boolean): void {
      for (const event of [...events]) send(isReplay ? { ...event, 'replay-name': 'archive' } : event);
    },
  };
}

/** The SQS event that Lambda invokes a function with. */
const sqsEvent = (event: EventBridgeEvent, receive: number) =>
  ({
    Records: [
      {
        messageId: event.id,
        receiptHandle: `${event.id}#${receive}`,
        body: JSON.stringify(event),
        attributes: { ApproximateReceiveCount: String(receive) },
      },
    ],
  }) as unknown as SQSEvent;
