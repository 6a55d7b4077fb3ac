import type { CodeInterpreterClient, JobView, PromptRequest, RerunRequest, TimelineEvent } from '..';
import { saveArtifacts } from './save-artifacts';
import { forJob } from './unexpected-error';

export interface AskResult {
  readonly job: JobView;
  /** Folder of the downloaded artifacts; undefined when nothing was downloaded. */
  readonly folder?: string;
}

export interface JobSettings {
  /** Parent folder for the artifacts; undefined: nothing is downloaded. */
  readonly outputFolder?: string;
  /** Cancels the job. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: TimelineEvent) => void;
  /** Called with each line that the programs print, while they run. */
  readonly onOutput?: (line: string) => void;
}

export interface AskSettings extends JobSettings {
  readonly limits: Omit<PromptRequest, 'prompt'>;
  /** The job that the question follows. */
  readonly followUpOf?: string;
}

/** Asks one question and waits until its job has ended. Rejects when the API refuses or is unreachable. */
export async function ask(client: CodeInterpreterClient, prompt: string, settings: AskSettings): Promise<AskResult> {
  const { limits, followUpOf, signal } = settings;
  const { jobId } = await client.submit({ ...limits, prompt, followUpOf }, { signal });
  return forJob(jobId, () => waitForJob(client, jobId, settings));
}

/** Runs a job again and waits until the new job has ended. Rejects when the API refuses or is unreachable. */
export async function rerun(
  client: CodeInterpreterClient,
  rerunOf: string,
  request: RerunRequest,
  settings: JobSettings,
): Promise<AskResult> {
  const { jobId } = await client.rerun(rerunOf, request, { signal: settings.signal });
  return forJob(jobId, () => waitForJob(client, jobId, settings));
}

async function waitForJob(client: CodeInterpreterClient, jobId: string, settings: JobSettings): Promise<AskResult> {
  const { outputFolder, signal, onEvent, onOutput } = settings;
  const cancel = () => void client.cancel(jobId).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  // Without its output, a job still has its answer.
  const output = onOutput && readLines(client.followOutput(jobId), onOutput).catch(() => undefined);
  const job = await client.wait(jobId, onEvent, { interval: 100 });
  await output;
  signal.removeEventListener('abort', cancel);
  if (outputFolder === undefined || job.artifacts.length === 0) return { job };
  return { job, folder: await saveArtifacts(client, job, outputFolder) };
}

/** Calls `onLine` with each line of a text that comes in parts. */
async function readLines(parts: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  let rest = '';
  for await (const part of parts) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
}

/** Maps a list with at most `limit` calls at once. Results keep the order of the list. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, item] = next;
      results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
