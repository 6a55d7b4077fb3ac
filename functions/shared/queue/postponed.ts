/** Thrown by a handler to receive the event again after `seconds`. Not an error: the event came too early. */
export class Postponed extends Error {
  override name = 'Postponed';

  constructor(
    readonly seconds: number,
    reason: string,
  ) {
    super(reason);
  }
}
