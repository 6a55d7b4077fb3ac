import { pause } from '../../../lib/clock';
import { retry } from '../../../lib/retry';

const TIMEOUT_MS = 2000;

/**
 * ARN of this task, from the metadata that ECS serves inside it.
 * Source: Amazon ECS developer guide, "Task metadata endpoint version 4".
 * @param uri the value of ECS_CONTAINER_METADATA_URI_V4
 */
export async function readTaskArn(uri: string): Promise<string> {
  const read = async () => {
    const response = await fetch(`${uri}/task`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { TaskARN } = (await response.json()) as { TaskARN?: string };
    if (!TaskARN) throw new Error(`The task metadata has no TaskARN: status ${response.status}.`);
    return TaskARN;
  };
  return retry(read, { maxAttempts: 5, delay: () => 500, pause });
}
