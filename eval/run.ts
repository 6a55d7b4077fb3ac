import type { CodeInterpreterClient, JobView } from '../client';
import { inParallel } from '../client/cli/ask';
import { forJob } from '../client/cli/unexpected-error';
import type { Replay } from '../local/endpoints';
import { type Gold, goldAnswers } from './gold';
import { type Grade, grade } from './grade';
import type { Question, QuestionSet } from './questions';
import type { AskedSystem, OpenSystem } from './systems';

export interface Result extends Grade {
  readonly set: string;
  readonly question: Question;
  readonly gold?: Gold;
  readonly job: JobView;
  /** Seconds from the job's acceptance to its end. */
  readonly seconds: number;
  /** How its requests were answered, the worst of them; undefined without recordings. */
  readonly replay?: Replay;
  /** Why a request has no response. */
  readonly problem?: string;
}

export interface RunOptions {
  readonly open: OpenSystem;
  /** Number of concurrent jobs. */
  readonly parallel: number;
  readonly onResult: (result: Result) => void;
}

/** From the best to the worst. */
const REPLAYS: readonly Replay[] = ['current', 'recorded', 'stale', 'missing'];

/** Asks the questions of a set, on the system for it. Results are in the order of the questions. */
export async function runSet(set: QuestionSet, { open, parallel, onResult }: RunOptions): Promise<Result[]> {
  const system = await open(set);
  try {
    const gold = await goldAnswers(set, system.runSql);
    return await inParallel(set.questions, parallel, async (question, index) => {
      const { job, seconds } = await askOne(system.client, question.ask);
      const graded = grade(question, gold[index], job);
      const result = {
        set: set.name,
        question,
        gold: gold[index],
        job,
        seconds,
        ...graded,
        ...replayOf(system, question),
      };
      onResult(result);
      return result;
    });
  } finally {
    await system.stop();
  }
}

async function askOne(client: CodeInterpreterClient, prompt: string): Promise<Pick<Result, 'job' | 'seconds'>> {
  const { jobId } = await client.submit({ prompt });
  const job = await forJob(jobId, () => client.wait(jobId, undefined, { interval: 500 }));
  return { job, seconds: (Date.parse(job.endedAt ?? '') - Date.parse(job.acceptedAt)) / 1000 };
}

function replayOf({ calls }: AskedSystem, { ask }: Question): Pick<Result, 'replay' | 'problem'> {
  const own = calls.filter(({ question }) => question === ask);
  const worst = own.sort((a, b) => REPLAYS.indexOf(b.replay) - REPLAYS.indexOf(a.replay))[0];
  return worst ? { replay: worst.replay, problem: worst.problem } : {};
}
