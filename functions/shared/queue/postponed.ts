/** Thrown by a handler whose event is to come again after so many seconds: no failure, it was only too early. */
export class Postponed extends Error {
  override name = 'Postponed';

  constructor(
    readonly seconds: number,
    reason: string,
  ) {
    super(reason);
  }
}
