import type { JobView } from '..';
import { formatBytes, formatSteps, formatValue } from '../format';
import { markdownLines } from './markdown';
import { columns, dim, heading, say } from './terminal';
import { wrapHanging } from './wrap';

const MARGIN = '  ';

/** Values printed; `--json` has all of them. */
const MAX_VALUES = 20;

/** Columns available: the terminal's width without the margin, unlimited when the stream is not a terminal. */
const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream): number =>
  isTTY ? Math.max(30, (columns || 80) - MARGIN.length) : Number.POSITIVE_INFINITY;

/** Prints Markdown with a margin. */
function printMarkdown(text: string): void {
  for (const line of markdownLines(text, columnsOf(process.stdout))) say(line === '' ? '' : `${MARGIN}${line}`);
}

/** Prints the notes that the answer does not already contain. */
function printNotes(title: string, answer: string, lines: readonly string[]): void {
  const missing = lines.filter((line) => !answer.includes(line));
  if (missing.length === 0) return;
  heading(title);
  printMarkdown(missing.map((line) => `- ${line}`).join('\n'));
}

/** Prints the answer with its values, assumptions and warnings. */
export function printAnswer(job: JobView): void {
  const { answer = '' } = job;
  heading('Answer');
  printMarkdown(answer);
  const values = Object.entries(job.values);
  if (values.length > 0) heading('Values');
  columns(values.slice(0, MAX_VALUES).map(([name, value]) => [name, formatValue(value)]));
  if (values.length > MAX_VALUES) say(dim(`${MARGIN}and ${values.length - MAX_VALUES} more; --json has all of them`));
  printNotes('Assumptions', answer, job.assumptions);
  printNotes('Warnings', answer, job.warnings);
}

/** Prints the names, sizes and media types of the artifacts. */
export function printArtifacts(job: JobView): void {
  heading('Artifacts');
  columns(
    job.artifacts.map((artifact) => [artifact.name, dim(`${formatBytes(artifact.size)}  ${artifact.mediaType}`)]),
  );
}

/** The steps of the critical path with their seconds, and what overlapped them. */
export function stepLines({ timings }: JobView): string[] {
  const line = (steps: JobView['timings']['steps']) =>
    formatSteps(steps)
      .map((step) => step.join(' '))
      .join(', ');
  const [path, meanwhile] = [line(timings.steps), line(timings.overlapped)];
  return [...(path ? [path] : []), ...(meanwhile ? [`meanwhile: ${meanwhile}`] : [])];
}

/** Wraps text at the width of standard error's terminal. */
export const wrapForStderr = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => wrapHanging(line, columnsOf(process.stderr)))
    .join('\n');

/** Why a job has no answer, and what the user can do about it. */
export function failureText({ status, failure }: JobView): string {
  if (!failure) return status === 'cancelled' ? 'The job was cancelled.' : `The job ended as ${status}.`;
  const choices = (failure.choices ?? []).map(({ question }, index) => `\n  ${index + 1}  ${question}`);
  const instead = choices.length > 0 ? `\n\n  You can ask instead:${choices.join('')}\n` : '';
  return `${failure.message} (${failure.kind})\n  ${failure.hint}${instead}`;
}
