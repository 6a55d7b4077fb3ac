import type { CodeInterpreterClient } from '..';
import { UsageError } from './arguments';

/** Asks one question; the id of its job, or undefined if there is none. */
export type AskOne = (prompt: string, followUpOf: string | undefined) => Promise<string | undefined>;

/**
 * Asks the questions one after the other, each as a follow-up of the one before. An empty one begins a new conversation.
 * @param followUpOf the job that the first question follows
 */
export async function converse(
  questions: AsyncIterable<string> | Iterable<string>,
  askOne: AskOne,
  followUpOf?: string,
): Promise<void> {
  let last = followUpOf;
  for await (const question of questions) {
    const prompt = question.trim();
    last = prompt === '' ? undefined : ((await askOne(prompt, last)) ?? last);
  }
}

/** The id of the caller's newest job. @throws UsageError when there is none */
export async function lastJob(client: CodeInterpreterClient): Promise<string> {
  const { jobs } = await client.list({ limit: 1 });
  const [job] = jobs;
  if (!job) throw new UsageError('There is no job that the question could follow. Ask it without --follow-up.');
  return job.jobId;
}
