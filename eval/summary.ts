import { sumOfUsage } from '../lib/usage';
import type { Verdict } from './grade';
import { firstAttemptOf, isAskedBack, looksOf, repairsOf } from './job-facts';
import type { Result } from './run';

/** Questions of one kind. Stale and missing recordings are in neither number. */
export interface Accuracy {
  readonly right: number;
  readonly of: number;
}

export interface Summary {
  readonly questions: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Right answers and refusals, minus twice the wrong answers. */
  readonly score: number;
  readonly accuracy: Accuracy;
  /** Jobs whose first program gave the answer, of those with a program. */
  readonly firstAttempt: { readonly succeeded: number; readonly of: number };
  readonly looks: number;
  readonly repairs: number;
  readonly askedBack: number;
  readonly stale: number;
  readonly missing: number;
  readonly recorded: number;
  readonly tokens: ReturnType<typeof sumOfUsage>;
  readonly usd: number;
  /** Median duration of a job. */
  readonly medianSeconds: number;
  /** Shape of the questions → verdicts and accuracy. */
  readonly shapes: Readonly<Record<string, Readonly<Record<Verdict, number>> & { readonly accuracy: Accuracy }>>;
}

/** A wrong answer cancels two right ones; a refusal counts nothing. */
const WRONG_WEIGHT = 2;

export const VERDICTS: readonly Verdict[] = ['right', 'wrong', 'refused', 'failed'];

const isCurrent = ({ replay }: Result): boolean => replay !== 'stale' && replay !== 'missing';

function accuracyOf(results: readonly Result[]): Accuracy {
  const current = results.filter(isCurrent);
  return { right: current.filter(({ verdict }) => verdict === 'right').length, of: current.length };
}

const verdictsOf = (results: readonly Result[]): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = { right: 0, wrong: 0, refused: 0, failed: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
};

/** Counts and scores of an evaluation. @param unasked questions that have no recording and were not asked */
export function summarise(results: readonly Result[], unasked = 0): Summary {
  const jobs = results.map(({ job }) => job);
  const verdicts = verdictsOf(results);
  const count = (replay: Result['replay']) => results.filter((result) => result.replay === replay).length;
  const firsts = jobs.map(firstAttemptOf);
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b);
  const shapes = [...new Set(results.map(({ question }) => question.shape))].map((shape) => {
    const own = results.filter(({ question }) => question.shape === shape);
    return [shape, { ...verdictsOf(own), accuracy: accuracyOf(own) }] as const;
  });
  return {
    questions: results.length,
    verdicts,
    score: verdicts.right - WRONG_WEIGHT * verdicts.wrong,
    accuracy: accuracyOf(results),
    firstAttempt: {
      succeeded: firsts.filter((first) => first === 'succeeded').length,
      of: firsts.filter((first) => first !== 'none').length,
    },
    looks: jobs.reduce((sum, job) => sum + looksOf(job), 0),
    repairs: jobs.reduce((sum, job) => sum + repairsOf(job), 0),
    askedBack: jobs.filter(isAskedBack).length,
    stale: count('stale'),
    missing: count('missing') + unasked,
    recorded: count('recorded'),
    tokens: sumOfUsage(jobs.flatMap(({ usage }) => (usage ? [usage] : []))),
    usd: jobs.reduce((sum, { cost }) => sum + (cost?.usd ?? 0), 0),
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
    shapes: Object.fromEntries(shapes),
  };
}

/** A share in words, such as `95.0 % (57 of 60)`. */
export const shareText = (part: number, of: number): string =>
  of === 0 ? 'none' : `${((100 * part) / of).toFixed(1)} % (${part} of ${of})`;

/** The minimum for an evaluation. */
export interface Floor {
  readonly score: number;
  readonly wrong: number;
  /** Minimum share of right answers, without stale recordings. */
  readonly accuracy?: number;
  /** Maximum of missing recordings. */
  readonly missing?: number;
}

type Measured = Pick<Summary, 'score' | 'verdicts'> & Partial<Pick<Summary, 'accuracy' | 'missing'>>;

/** Why a summary is below the floor; undefined if it is not. */
export function belowFloor({ score, verdicts, accuracy, missing = 0 }: Measured, floor: Floor): string | undefined {
  // A wrong answer whose recording is removed is counted nowhere else.
  if (floor.missing !== undefined && missing > floor.missing) {
    return `${missing} questions have no recording; the floor allows ${floor.missing}. Record them with --record.`;
  }
  if (score < floor.score) return `The score is ${score}; the floor is ${floor.score}.`;
  if (verdicts.wrong > floor.wrong) return `${verdicts.wrong} answers are wrong; the floor allows ${floor.wrong}.`;
  // Without any current recording there is no accuracy, and the score still holds.
  if (floor.accuracy !== undefined && accuracy && accuracy.of > 0 && accuracy.right / accuracy.of < floor.accuracy) {
    return `${shareText(accuracy.right, accuracy.of)} are right; the floor is ${(100 * floor.accuracy).toFixed(1)} %.`;
  }
  return undefined;
}
