/** The queue that invokes the function. */
export interface MessageQueue {
  /** Makes a message that is in flight visible again after `seconds`. */
  changeVisibility(receiptHandle: string, seconds: number): Promise<void>;
}
