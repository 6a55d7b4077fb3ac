import type { JobView } from '..';
import { figure, size } from '../format';
import { markdownLines } from './markdown';
import { columns, dim, heading, say } from './terminal';

/** Markdown with a margin. */
export function markdown(text: string): void {
  for (const line of markdownLines(text)) say(line === '' ? '' : `  ${line}`);
}

function notes(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  heading(title);
  for (const line of lines) say(`  · ${line}`);
}

/** The answer with its named values, and what it rests on. */
export function showAnswer(job: JobView): void {
  heading('Answer');
  markdown(job.answer ?? '');
  const values = Object.entries(job.values);
  if (values.length > 0) heading('Values');
  columns(values.map(([name, value]) => [name, figure(value)]));
  notes('Assumptions', job.assumptions);
  notes('Warnings', job.warnings);
}

/** The outputs with their sizes. */
export function showArtifacts(job: JobView): void {
  heading('Artifacts');
  columns(job.artifacts.map((artifact) => [artifact.name, dim(`${size(artifact.size)}  ${artifact.mediaType}`)]));
}

/** Why a job has no answer, in words, with what can be done. */
export function reasonOf({ status, failure }: JobView): string {
  if (!failure) return status === 'cancelled' ? 'The job was cancelled.' : `The job ended as ${status}.`;
  return `${failure.message} (${failure.kind})\n  ${failure.hint}`;
}
