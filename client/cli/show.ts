import type { JobView } from '..';
import { figure, size } from '../format';
import { markdownLines } from './markdown';
import { columns, dim, heading, say } from './terminal';
import { wrapHanging } from './wrap';

const MARGIN = '  ';

/** Named values that are shown; a script takes all of them from `--json`. */
const MAX_VALUES = 20;

/** What a line may take: a terminal's width, or all that it needs where the output is no terminal. */
const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  isTTY ? Math.max(30, (columns || 80) - MARGIN.length) : Number.POSITIVE_INFINITY;

/** Markdown with a margin. */
export function markdown(text: string): void {
  for (const line of markdownLines(text, columnsOf(process.stdout))) say(line === '' ? '' : `${MARGIN}${line}`);
}

/** Sentences that the answer does not hold already. */
function notes(title: string, answer: string, lines: readonly string[]): void {
  const missing = lines.filter((line) => !answer.includes(line));
  if (missing.length === 0) return;
  heading(title);
  markdown(missing.map((line) => `- ${line}`).join('\n'));
}

/** The answer with its named values, and what it rests on. */
export function showAnswer(job: JobView): void {
  const { answer = '' } = job;
  heading('Answer');
  markdown(answer);
  const values = Object.entries(job.values);
  if (values.length > 0) heading('Values');
  columns(values.slice(0, MAX_VALUES).map(([name, value]) => [name, figure(value)]));
  if (values.length > MAX_VALUES) say(dim(`${MARGIN}and ${values.length - MAX_VALUES} more, with --json`));
  notes('Assumptions', answer, job.assumptions);
  notes('Warnings', answer, job.warnings);
}

/** The outputs with their sizes. */
export function showArtifacts(job: JobView): void {
  heading('Artifacts');
  columns(job.artifacts.map((artifact) => [artifact.name, dim(`${size(artifact.size)}  ${artifact.mediaType}`)]));
}

/** Lines for standard error, broken where the terminal ends. */
export const complaint = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => wrapHanging(line, columnsOf(process.stderr)))
    .join('\n');

/** Why a job has no answer, in words, with what can be done. */
export function reasonOf({ status, failure }: JobView): string {
  if (!failure) return status === 'cancelled' ? 'The job was cancelled.' : `The job ended as ${status}.`;
  return `${failure.message} (${failure.kind})\n  ${failure.hint}`;
}
