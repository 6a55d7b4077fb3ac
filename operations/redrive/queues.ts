import type { Resource } from '../doctor/clients';

/** Dead letters of a stack, and where they come from. */
export interface DeadLetters {
  /** The function's name, as in the logs: launch-task. */
  readonly functionName: string;
  readonly url: string;
  /** The function's own queue. Without one the function reads the table's stream: what it could not handle is no event. */
  readonly back?: { readonly logicalId: string; readonly url: string };
}

const SUFFIX = 'DeadLetters';

/** The queues of dead letters among a stack's resources, in the order of their names. */
export function deadLettersOf(resources: readonly Resource[]): DeadLetters[] {
  const queues = new Map(
    resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(({ logicalId, id }) => [logicalId, id]),
  );
  return [...queues]
    .filter(([logicalId]) => logicalId.endsWith(SUFFIX))
    .map(([logicalId, url]) => {
      const title = logicalId.slice(0, -SUFFIX.length);
      const own = queues.get(`${title}Queue`);
      return {
        functionName: functionNameOf(title),
        url,
        ...(own && { back: { logicalId: `${title}Queue`, url: own } }),
      };
    })
    .sort((a, b) => (a.functionName < b.functionName ? -1 : 1));
}

/** LaunchTask → launch-task. */
const functionNameOf = (title: string): string => title.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
