import type { OwnEvent } from '../../../events';
import { EVENT_SOURCE } from '../../../events';
import type { EventBus } from '../../../functions/shared/event-bus/port';
import type { BusEvent } from '../../../functions/shared/queue/batch';
import { Process, type Surroundings } from './process';

export type Consumer = (process: Process) => (event: BusEvent) => Promise<unknown>;

interface Queue {
  readonly room: string;
  readonly wants: (event: BusEvent) => boolean;
  readonly consumer: Consumer;
  /** Seconds after which an unfinished message comes back. */
  readonly visibility: number;
}

const MAX_RECEIVE_COUNT = 5;

/** The bus, with a queue in front of each room: late, twice, out of order, or never. */
export function queues(around: Surroundings) {
  const { time, chance, faults, trace } = around;
  const all: Queue[] = [];
  const published: OwnEvent[] = [];
  let eventCount = 0;

  function deliver(queue: Queue, event: BusEvent, receiveCount = 1): void {
    time.after(chance.between(0.01, faults().late), async () => {
      const process = new Process(`${queue.room} ${event['detail-type']} #${receiveCount}`, around);
      trace(`${process.name} begins`);
      const result = await process.run(() => queue.consumer(process)(structuredClone(event)));
      if ('ended' in result) return;
      if ('error' in result) trace(`${process.name} rejects: ${result.error}`);
      if (receiveCount >= MAX_RECEIVE_COUNT) trace(`${queue.room} ${event['detail-type']} goes to the dead letters`);
      else time.after(queue.visibility, () => deliver(queue, event, receiveCount + 1));
    });
  }

  function send(event: BusEvent): void {
    for (const queue of all.filter(({ wants }) => wants(event))) {
      if (chance.chance(faults().drop)) {
        trace(`${event['detail-type']} to ${queue.room} is lost`);
        continue;
      }
      deliver(queue, event);
      if (chance.chance(faults().duplicate)) deliver(queue, event);
    }
  }

  const bus: EventBus = {
    async publish(events) {
      for (const [index, event] of events.entries()) {
        published.push(structuredClone(event));
        trace(`${event.detailType} is published`);
        send(envelope(EVENT_SOURCE, event.detailType, event.detail));
        // An entry of a batch may be refused when those before it were taken.
        if (index + 1 < events.length && chance.chance(faults().fail)) throw new Error('PutEvents took only a part.');
      }
    },
  };

  function envelope(source: string, detailType: string, detail: unknown): BusEvent {
    eventCount += 1;
    return { id: `event-${eventCount}`, source, 'detail-type': detailType, time: time.instant(), detail };
  }

  return {
    bus,
    published,
    /** An event of AWS itself. */
    tell: (source: string, detailType: string, detail: unknown) => send(envelope(source, detailType, detail)),
    consume: (
      room: string,
      detailTypes: readonly string[],
      consumer: Consumer,
      visibility = 180,
      only = (_: BusEvent) => true,
    ) => {
      all.push({
        room,
        consumer,
        visibility,
        wants: (event) => detailTypes.includes(event['detail-type']) && only(event),
      });
    },
  };
}
