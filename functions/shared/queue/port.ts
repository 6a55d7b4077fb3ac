/** A room's own queue, as far as the room itself has to do with it. */
export interface MessageQueue {
  /** Hides a message that is being handled: it comes again after so many seconds. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}
