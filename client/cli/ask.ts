import type { CodeInterpreterClient, JobView, PromptRequest, TimelineEvent } from '..';
import { forJob } from './fault';
import { saveOutputs } from './save';

export interface Asked {
  readonly job: JobView;
  /** Where its outputs are; undefined when there are none, or they were not wanted. */
  readonly folder?: string;
}

export interface AskSettings {
  readonly limits: Omit<PromptRequest, 'prompt'>;
  /** Folder for the outputs; undefined: nothing is downloaded. */
  readonly outputs?: string;
  /** Cancels the job. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: TimelineEvent) => void;
}

/** Asks one question and waits for its end. Rejects when the API refuses or cannot be reached. */
export async function ask(client: CodeInterpreterClient, prompt: string, settings: AskSettings): Promise<Asked> {
  const { limits, signal } = settings;
  const { jobId } = await client.submit({ ...limits, prompt }, { signal });
  return forJob(jobId, () => followed(client, jobId, settings));
}

async function followed(client: CodeInterpreterClient, jobId: string, settings: AskSettings): Promise<Asked> {
  const { outputs, signal, onEvent } = settings;
  const cancel = () => void client.cancel(jobId).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const job = await client.wait(jobId, onEvent, { interval: 200, maxInterval: 2000 });
  signal.removeEventListener('abort', cancel);
  if (outputs === undefined || job.artifacts.length === 0) return { job };
  return { job, folder: await saveOutputs(client, job, outputs) };
}

/** Works through a list with so many at once; the results are in the list's order. */
export async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
