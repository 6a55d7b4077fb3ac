/** A function's own queue, as far as the function itself has to do with it. */
export interface MessageQueue {
  /** Hides a message that is being handled: it comes again after so many seconds. */
  changeVisibility(receiptHandle: string, seconds: number): Promise<void>;
}
