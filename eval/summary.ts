import type { Verdict } from './grade';
import type { Result } from './run';

export interface Summary {
  readonly questions: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Right answers and refusals, minus twice the wrong answers. */
  readonly score: number;
  readonly repairs: number;
  /** Median duration of a job. */
  readonly medianSeconds: number;
  /** Shape of the questions → verdicts. */
  readonly shapes: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
}

/** A wrong answer cancels two right ones; a refusal counts nothing. */
const WRONG_WEIGHT = 2;

const noVerdicts = (): Record<Verdict, number> => ({ right: 0, wrong: 0, refused: 0, failed: 0 });

export const repairsOf = ({ job }: Pick<Result, 'job'>): number => Math.max(0, job.attempts.length - 1);

/** Counts and scores of an evaluation. */
export function summarise(results: readonly Result[]): Summary {
  const verdicts = noVerdicts();
  const shapes: Record<string, Record<Verdict, number>> = {};
  for (const { verdict, question } of results) {
    verdicts[verdict]++;
    shapes[question.shape] ??= noVerdicts();
    (shapes[question.shape] ?? verdicts)[verdict]++;
  }
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b);
  return {
    questions: results.length,
    verdicts,
    score: verdicts.right - WRONG_WEIGHT * verdicts.wrong,
    repairs: results.reduce((sum, result) => sum + repairsOf(result), 0),
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
    shapes,
  };
}

/** The minimum for an evaluation. */
export interface Floor {
  readonly score: number;
  readonly wrong: number;
}

/** Why a summary is below the floor; undefined if it is not. */
export function belowFloor({ score, verdicts }: Pick<Summary, 'score' | 'verdicts'>, floor: Floor): string | undefined {
  if (score < floor.score) return `The score is ${score}; the floor is ${floor.score}.`;
  if (verdicts.wrong > floor.wrong) return `${verdicts.wrong} answers are wrong; the floor allows ${floor.wrong}.`;
  return undefined;
}
