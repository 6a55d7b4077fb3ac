import type { Verdict } from './grade';
import type { Result } from './run';

export interface Summary {
  readonly questions: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Right answers and right refusals, less twice the wrong ones. */
  readonly score: number;
  readonly repairs: number;
  /** Of the jobs. */
  readonly medianSeconds: number;
  /** Shape of the questions → verdicts. */
  readonly shapes: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
}

/** A wrong answer costs what two right ones bring; a refusal costs nothing. */
const WRONG_WEIGHS = 2;

const none = (): Record<Verdict, number> => ({ right: 0, wrong: 0, refused: 0, failed: 0 });

export const repairsOf = ({ job }: Pick<Result, 'job'>): number => Math.max(0, job.attempts.length - 1);

/** The figures of an evaluation. */
export function summarise(results: readonly Result[]): Summary {
  const verdicts = none();
  const shapes: Record<string, Record<Verdict, number>> = {};
  for (const { verdict, question } of results) {
    verdicts[verdict]++;
    shapes[question.shape] ??= none();
    (shapes[question.shape] ?? verdicts)[verdict]++;
  }
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b);
  return {
    questions: results.length,
    verdicts,
    score: verdicts.right - WRONG_WEIGHS * verdicts.wrong,
    repairs: results.reduce((sum, result) => sum + repairsOf(result), 0),
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
    shapes,
  };
}

/** What an evaluation must not fall below. */
export interface Floor {
  readonly score: number;
  readonly wrong: number;
}

/** Why a summary is below the floor; undefined when it is not. */
export function belowFloor({ score, verdicts }: Pick<Summary, 'score' | 'verdicts'>, floor: Floor): string | undefined {
  if (score < floor.score) return `The score is ${score}, and was ${floor.score}.`;
  if (verdicts.wrong > floor.wrong) return `${verdicts.wrong} answers are wrong, and ${floor.wrong} were.`;
  return undefined;
}
