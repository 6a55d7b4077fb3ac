import type { Resource } from '../stack';

/** A dead-letter queue of a stack. */
export interface DeadLetterQueue {
  /** Such as launch-task. */
  readonly functionName: string;
  readonly url: string;
  /** The queue that the function reads. Undefined for dispatch-obligations, which reads the table stream. */
  readonly source?: { readonly logicalId: string; readonly url: string };
}

const SUFFIX = 'DeadLetters';

/** The dead-letter queues among a stack's resources, sorted by function. */
export function deadLetterQueuesOf(resources: readonly Resource[]): DeadLetterQueue[] {
  const queues = new Map(
    resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(({ logicalId, id }) => [logicalId, id]),
  );
  return [...queues]
    .filter(([logicalId]) => logicalId.endsWith(SUFFIX))
    .map(([logicalId, url]) => {
      const title = logicalId.slice(0, -SUFFIX.length);
      const source = queues.get(`${title}Queue`);
      return {
        functionName: functionNameOf(title),
        url,
        ...(source && { source: { logicalId: `${title}Queue`, url: source } }),
      };
    })
    .sort((a, b) => (a.functionName < b.functionName ? -1 : 1));
}

/** LaunchTask → launch-task. */
const functionNameOf = (title: string): string => title.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
