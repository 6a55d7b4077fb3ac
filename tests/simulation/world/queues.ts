import type { SQSEvent } from 'aws-lambda';
import { consume, type EventBridgeEvent } from '../../../functions/shared/queue/batch';
import type { Entry } from './aws/event-bridge';
import type { History } from './history';
import { Process, type Surroundings } from './process';

export type Consumer = (process: Process) => (event: EventBridgeEvent) => Promise<void>;

/** A function behind its queue. Seconds as in the template. */
export interface SimulatedFunction {
  readonly name: string;
  readonly timeout: number;
  /** After which an unfinished message comes back. */
  readonly visibility: number;
  readonly maxReceives: number;
  /** Its rule takes events that an archive sends again. */
  readonly takesReplays: boolean;
  readonly wants: (event: EventBridgeEvent) => boolean;
  readonly consumer: Consumer;
}

/** The buses, with a queue in front of each function: late, twice, out of order, or never. */
export function queues(around: Surroundings, { deadLetters }: Pick<History, 'deadLetters'>) {
  const { time, chance, faults, trace } = around;
  const functions: SimulatedFunction[] = [];
  const sent: EventBridgeEvent[] = [];
  let pending = 0;

  function deliver(functionName: SimulatedFunction, event: EventBridgeEvent, receive = 1): void {
    pending += 1;
    time.after(chance.between(0.01, faults().late), async () => {
      const process = new Process(
        `${functionName.name} (${event['detail-type']}, ${event.id}, #${receive})`,
        around,
        functionName,
      );
      trace(`${process.name} begins`);
      let hidden: number | undefined;
      const changeVisibility = (_: string, seconds: number) =>
        process.call('ChangeMessageVisibility', () => {
          hidden = seconds;
        });
      const handle = consume(functionName.consumer(process), logOf(process), undefined, { changeVisibility });
      const ending = await process.run(() => handle(message(event, receive)));
      if ('ended' in ending && ending.ended.batchItemFailures.length === 0) {
        pending -= 1;
        return;
      }
      comeBack(functionName, event, receive, hidden);
    });
  }

  /** Back in its queue; or among the dead letters, from where an operator may send it again. */
  function comeBack(
    functionName: SimulatedFunction,
    event: EventBridgeEvent,
    receive: number,
    hidden: number | undefined,
  ): void {
    const again = receive < functionName.maxReceives || chance.chance(0.5);
    if (!again) pending -= 1;
    if (receive >= functionName.maxReceives) {
      trace(`${functionName.name}: ${event.id} is a dead letter${again ? ', sent again' : ''}`);
      deadLetters.push({ functionName: functionName.name, postponed: hidden !== undefined });
    }
    if (!again) return;
    time.after(
      receive < functionName.maxReceives ? (hidden ?? functionName.visibility) : chance.between(100, 2000),
      () => {
        pending -= 1;
        deliver(functionName, event, receive < functionName.maxReceives ? receive + 1 : 1);
      },
    );
  }

  const logOf = (process: Process) => ({
    info: (text: string, details: object = {}) => {
      if ('reason' in details) trace(`${process.name}: ${text} ${details.reason}`);
    },
    error: (_: string, { error }: { error?: unknown } = {}) => trace(`${process.name} rejects: ${error}`),
  });

  function send(event: EventBridgeEvent): void {
    for (const functionName of functions.filter(
      ({ wants, takesReplays }) => wants(event) && (takesReplays || !event['replay-name']),
    )) {
      if (chance.chance(faults().drop)) {
        trace(`${event['detail-type']} to ${functionName.name} is lost`);
        continue;
      }
      deliver(functionName, event);
      if (chance.chance(faults().duplicate)) deliver(functionName, event);
    }
  }

  return {
    /** Deliveries that are under way or will come back. */
    pending: () => pending,
    add: (functionName: SimulatedFunction) => void functions.push(functionName),
    put({ source, detailType, detail }: Entry): void {
      const id = `event-${sent.length + 1}`;
      const event: EventBridgeEvent = { id, source, 'detail-type': detailType, time: time.instant(), detail };
      trace(`${detailType} is ${id}`);
      sent.push(event);
      send(event);
    },
    /** Everything once more, as late duplicates or out of an archive. */
    sendAllAgain(archived: boolean): void {
      for (const event of [...sent]) send(archived ? { ...event, 'replay-name': 'again' } : event);
    },
  };
}

/** An event as a function is handed it out of its queue. */
const message = (event: EventBridgeEvent, receive: number) =>
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
