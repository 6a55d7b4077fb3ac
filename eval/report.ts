import { looksOf, repairsOf } from './job-facts';
import type { Result } from './run';
import { type Summary, shareText, VERDICTS } from './summary';

/** Contents of the report, for all formats. */
export interface ReportParts {
  readonly title: string;
  readonly intro: string;
  /** Name and value of each figure. */
  readonly figures: readonly (readonly string[])[];
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

const count = (number: number): string => number.toLocaleString('en-US');

function figuresOf(summary: Summary): string[][] {
  const { accuracy, firstAttempt, tokens, questions } = summary;
  const perQuestion = (number: number) => `${number} (${(number / Math.max(1, questions)).toFixed(2)} a question)`;
  return [
    ['Figure', 'Value'],
    ['Accuracy', shareText(accuracy.right, accuracy.of)],
    ['Score (right minus twice wrong)', String(summary.score)],
    ['First attempt succeeded', shareText(firstAttempt.succeeded, firstAttempt.of)],
    ['Looks', perQuestion(summary.looks)],
    ['Repairs', String(summary.repairs)],
    ['Asked back', String(summary.askedBack)],
    ['Stale recordings', String(summary.stale)],
    ['Missing recordings', String(summary.missing)],
    ['Calls of the model', count(tokens.modelCalls)],
    ['Input tokens', count(tokens.inputTokens)],
    ['Input tokens read from the cache', count(tokens.cacheReadInputTokens ?? 0)],
    ['Input tokens written to the cache', count(tokens.cacheWriteInputTokens ?? 0)],
    ['Output tokens', count(tokens.outputTokens)],
    ['Cost at list prices', `$${summary.usd.toFixed(4)}`],
    ['Duration of a job, median', `${summary.medianSeconds.toFixed(1)} s`],
  ];
}

/** Contents of the report of an evaluation. */
export function reportParts(results: readonly Result[], summary: Summary, modelName: string): ReportParts {
  const { verdicts, questions } = summary;
  return {
    title: `${questions} questions, programs by ${modelName}`,
    intro: `${verdicts.right} right, ${verdicts.wrong} wrong, ${verdicts.refused} refused, ${verdicts.failed} failed.`,
    figures: figuresOf(summary),
    shapes: [
      ['Kind', ...VERDICTS, 'accuracy'],
      ...Object.entries(summary.shapes)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([shape, { accuracy, ...counts }]) => [
          shape,
          ...VERDICTS.map((verdict) => String(counts[verdict])),
          shareText(accuracy.right, accuracy.of),
        ]),
    ],
    questions: [
      ['Set', 'Question', 'Verdict', 'Recording', 'Seconds', 'Looks', 'Repairs'],
      ...results.map(({ set, question, verdict, replay, seconds, job }) => [
        set,
        question.ask,
        verdict,
        replay ?? '',
        seconds.toFixed(1),
        String(looksOf(job)),
        String(repairsOf(job)),
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
export function markdownReport({ title, intro, figures, shapes, questions, misses }: ReportParts): string {
  const details = misses.map(
    ({ title, facts, answer, program }) =>
      `### ${title}\n\n${facts.map(([name, text]) => `- ${name}: ${text}`).join('\n')}\n` +
      `${answer ? `\n${answer.replace(/^/gm, '> ')}\n` : ''}${program ? `\n\`\`\`python\n${program}\n\`\`\`\n` : ''}`,
  );
  return [
    `# ${title}`,
    intro,
    markdownTable(figures),
    markdownTable(shapes),
    '## Questions',
    markdownTable(questions),
    ...(misses.length > 0 ? ['## Misses', ...details] : []),
  ].join('\n\n');
}
