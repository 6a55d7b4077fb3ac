import type { EventBridgeEvent } from './batch';

interface Contract<D> {
  readonly detailType: string;
  readonly parse: (detail: unknown) => D;
}

/**
 * An event of an unknown detail-type. The message returns to the queue: during a deployment the next version of the
 * function may know it; otherwise it becomes a dead letter, which raises an alarm.
 */
export class UnknownEvent extends Error {
  override name = 'UnknownEvent';

  constructor(event: EventBridgeEvent) {
    super(`This version of the function does not handle ${event['detail-type']}.`);
  }
}

/** Parses the detail of an event of this contract. Throws on any other event, or a malformed detail. */
export function detailOf<D>(event: EventBridgeEvent, { detailType, parse }: Contract<D>): D {
  if (event['detail-type'] !== detailType) throw new UnknownEvent(event);
  return parse(event.detail);
}
