import type { EventBridgeEvent } from './batch';

interface Contract<D> {
  readonly detailType: string;
  readonly parse: (detail: unknown) => D;
}

/**
 * An event that this version of a function does not know. It goes back to its queue: while a deployment is under way,
 * the next version takes it; if there is none, it becomes a dead letter, and an alarm tells of it.
 */
export class UnknownEvent extends Error {
  override name = 'UnknownEvent';

  constructor(event: EventBridgeEvent) {
    super(`This version knows no event ${event['detail-type']} here.`);
  }
}

/** The detail of an event that has to be of this contract. Throws when it is another event, or breaks the contract. */
export function detailOf<D>(event: EventBridgeEvent, { detailType, parse }: Contract<D>): D {
  if (event['detail-type'] !== detailType) throw new UnknownEvent(event);
  return parse(event.detail);
}
