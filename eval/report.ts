import type { Verdict } from './grade';
import type { Result } from './run';
import { repairsOf, type Summary } from './summary';

const VERDICTS: readonly Verdict[] = ['right', 'wrong', 'refused', 'failed'];

/** Contents of the report, for all formats. */
export interface ReportParts {
  readonly title: string;
  readonly intro: string;
  readonly shapes: readonly (readonly string[])[];
  readonly questions: readonly (readonly string[])[];
  readonly misses: readonly Miss[];
}

interface Miss {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly answer: string;
  readonly program: string;
}

const goldText = (gold: Result['gold']): string =>
  (gold ?? []).map((row) => row.map((cell) => (cell === null ? 'null' : String(cell))).join(' · ')).join('; ');

function missOf({ set, question, gold, job, verdict, reason }: Result): Miss {
  return {
    title: `${verdict}: ${question.ask} (${set})`,
    facts: [
      ['Expected', question.unanswerable ?? (goldText(gold) || 'see the question')],
      ['Reason', reason ?? ''],
      ['Job', job.jobId],
    ],
    answer: job.answer ?? '',
    program: job.program ?? job.attempts.at(-1)?.program ?? '',
  };
}

/** Contents of the report of an evaluation. */
export function reportParts(results: readonly Result[], summary: Summary, modelName: string): ReportParts {
  const { verdicts, questions, score, repairs, medianSeconds } = summary;
  return {
    title: `${questions} questions, programs by ${modelName}`,
    intro:
      `${verdicts.right} right, ${verdicts.wrong} wrong, ${verdicts.refused} refused, ${verdicts.failed} failed. ` +
      `Score ${score} (right minus twice wrong). ${repairs} repairs. ` +
      `A job took ${medianSeconds.toFixed(1)} s (median).`,
    shapes: [
      ['Kind', ...VERDICTS],
      ...Object.entries(summary.shapes)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([shape, counts]) => [shape, ...VERDICTS.map((verdict) => String(counts[verdict]))]),
    ],
    questions: [
      ['Set', 'Question', 'Verdict', 'Seconds', 'Repairs'],
      ...results.map((result) => [
        result.set,
        result.question.ask,
        result.verdict,
        result.seconds.toFixed(1),
        String(repairsOf(result)),
      ]),
    ],
    misses: results.filter(({ verdict }) => verdict !== 'right').map(missOf),
  };
}

const markdownTable = ([head = [], ...rows]: ReportParts['shapes']): string =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

/** The report as markdown. */
export function markdownReport({ title, intro, shapes, questions, misses }: ReportParts): string {
  const details = misses.map(
    ({ title, facts, answer, program }) =>
      `### ${title}\n\n${facts.map(([name, text]) => `- ${name}: ${text}`).join('\n')}\n` +
      `${answer ? `\n${answer.replace(/^/gm, '> ')}\n` : ''}${program ? `\n\`\`\`python\n${program}\n\`\`\`\n` : ''}`,
  );
  return [
    `# ${title}`,
    intro,
    markdownTable(shapes),
    '## Questions',
    markdownTable(questions),
    ...(misses.length > 0 ? ['## Misses', ...details] : []),
  ].join('\n\n');
}
