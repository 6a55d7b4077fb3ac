import { CodeInterpreterClient, type JobView } from '../client';
import { inParallel } from '../client/cli/ask';
import { forJob } from '../client/cli/unexpected-error';
import { type SystemOptions, startSystem } from '../local/system';
import { type Gold, goldAnswers } from './gold';
import { type Grade, grade } from './grade';
import type { Question, QuestionSet } from './questions';

export interface Result extends Grade {
  readonly set: string;
  readonly question: Question;
  readonly gold?: Gold;
  readonly job: JobView;
  /** Seconds from the job's acceptance to its end. */
  readonly seconds: number;
}

export interface EvalOptions {
  readonly model: SystemOptions['model'];
  /** Number of concurrent jobs. */
  readonly parallel: number;
  readonly onResult: (result: Result) => void;
}

/** Asks the questions of a set, on a separate system. Results are in the order of the questions. */
export async function runSet(set: QuestionSet, { model, parallel, onResult }: EvalOptions): Promise<Result[]> {
  const [gold, system] = await Promise.all([goldAnswers(set), startSystem({ inputFolder: set.tables, model })]);
  const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
  try {
    return await inParallel(set.questions, parallel, async (question, index) => {
      const { jobId } = await client.submit({ prompt: question.ask });
      const job = await forJob(jobId, () => client.wait(jobId, undefined, { interval: 500 }));
      const seconds = (Date.parse(job.endedAt ?? '') - Date.parse(job.acceptedAt)) / 1000;
      const graded = grade(question, gold[index], job);
      const result = { set: set.name, question, gold: gold[index], job, seconds, ...graded };
      onResult(result);
      return result;
    });
  } finally {
    await system.stop();
  }
}
