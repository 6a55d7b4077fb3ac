import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** Whether the condition of each write of a transaction failed. */
export const failedConditions = (error: unknown): boolean[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
    : [];

/** False when the condition of the write failed; any other error rejects. */
export async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || cancelledFor(error, 'ConditionalCheckFailed')) return false;
    throw error;
  }
}

/** The result of a write, or `conflict` when another transaction on one of its items was in progress. */
export const onConflict = <T, R>(write: Promise<T>, conflict: R): Promise<T | R> =>
  write.catch((error) => {
    if (cancelledFor(error, 'TransactionConflict')) return conflict;
    throw error;
  });

export const cancelledFor = (error: unknown, code: string): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === code);
