import type { JobView } from '../client';
import { agrees, type Figure, figureOf, figuresIn } from './figures';
import type { Gold } from './gold';
import { hasLabel } from './labels';
import type { Question } from './questions';

/** `failed`: neither answered nor refused, for example because a program could not be repaired. */
export type Verdict = 'right' | 'wrong' | 'refused' | 'failed';

export interface Grade {
  readonly verdict: Verdict;
  /** The differences from gold, or the message of the refusal. */
  readonly reason?: string;
}

type Row = Gold[number];

/** An answer with more named values than this must have the figure in its text. */
const MAX_VALUES = 4;
const FEWER = /\b(fell|fall|decreas|drop|down|fewer|less|lower|declin|shr[aiu]nk)/i;

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
const firstParagraph = (text: string): string => text.trim().split(/\n\s*(?:\n|\|)/)[0] ?? '';
const slug = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
const numbersOf = (row: Row): number[] => row.filter((cell) => typeof cell === 'number');
const labelsOf = (row: Row): string[] => row.filter((cell) => typeof cell === 'string');

/** Number of rows of the first table of an answer, without the header; undefined without a table. */
function tableRows(text: string): number | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const rule = lines.findIndex((line) => /^\|?[\s:|-]*-{2,}[\s:|-]*\|?$/.test(line) && line.includes('|'));
  if (rule < 0) return undefined;
  const end = lines.findIndex((line, index) => index > rule && !line.startsWith('|'));
  return (end < 0 ? lines.length : end) - rule - 1;
}

function valuesOf(job: JobView): [string, Figure][] {
  return Object.entries(job.values).flatMap(([name, value]): [string, Figure][] =>
    typeof value === 'number' ? [[slug(name), figureOf(value)]] : [],
  );
}

class Comparison {
  private readonly text: string;
  private readonly first: string;
  private readonly values: [string, Figure][];

  constructor(
    private readonly question: Question,
    private readonly job: JobView,
  ) {
    this.text = job.answer ?? '';
    this.first = firstParagraph(this.text);
    this.values = valuesOf(job);
  }

  private has(figures: readonly Figure[], gold: number): boolean {
    const { share } = this.question;
    const asDrop = gold < 0 && FEWER.test(this.text);
    return figures.some((figure) => agrees(figure, gold, share) || (asDrop && agrees(figure, -gold, share)));
  }

  private hasNumbers(figures: readonly Figure[], row: Row): boolean {
    const numbers = numbersOf(row);
    if (numbers.length === 0) return true;
    return this.question.any
      ? numbers.some((gold) => this.has(figures, gold))
      : numbers.every((gold) => this.has(figures, gold));
  }

  private hasLabels(text: string, row: Row): boolean {
    const labels = labelsOf(row);
    if (labels.length === 0) return true;
    return this.question.any
      ? labels.some((label) => hasLabel(text, label))
      : labels.every((label) => hasLabel(text, label));
  }

  private inValues(row: Row): boolean {
    const labels = labelsOf(row).map(slug);
    const valuesOfRow = this.values.filter(([name]) => labels.every((label) => `_${name}_`.includes(`_${label}_`)));
    return (
      valuesOfRow.length > 0 &&
      this.hasNumbers(
        valuesOfRow.map(([, figure]) => figure),
        row,
      )
    );
  }

  /** Lines of the answer. Sentences about several rows are split, so that figures of other rows do not count. */
  private partsFor(row: Row, rows: Gold): string[] {
    const others = rows.filter((other) => other !== row && labelsOf(other).join() !== labelsOf(row).join());
    return linesOf(this.text).flatMap((line) =>
      line.trimStart().startsWith('|') || !others.some((other) => this.hasLabels(line, other))
        ? line
        : line.split(/;|,(?!\d)|\band\b/),
    );
  }

  private missingOf(row: Row, rows: Gold): string | undefined {
    const text = row.map(String).join(' · ');
    if (labelsOf(row).length > 0) {
      const inLine = (line: string) => this.hasLabels(line, row) && this.hasNumbers(figuresIn(line), row);
      return this.partsFor(row, rows).some(inLine) || this.inValues(row) ? undefined : `no ${text}`;
    }
    const few = this.values.length <= MAX_VALUES || this.question.figures;
    const figures = [
      ...figuresIn(this.question.figures ? this.text : this.first),
      ...(few ? this.values.map(([, one]) => one) : []),
    ];
    return this.hasNumbers(figures, row) ? undefined : `no ${text}`;
  }

  /** Differences between the answer and the gold rows. */
  differences(gold: Gold): string[] {
    const { exact, first, figures } = this.question;
    const rows = gold.filter((row) => row.every((cell) => cell !== null));
    const missing = rows.flatMap((row) => this.missingOf(row, rows) ?? []);
    const table = tableRows(this.text);
    return [
      ...missing,
      ...(first && rows.some((row) => !this.hasLabels(this.first, row)) ? ['it is not in the first paragraph'] : []),
      ...(exact && !figures && table !== undefined && table !== gold.length
        ? [`the table has ${table} rows instead of ${gold.length}`]
        : []),
    ];
  }

  /** Other missing parts of the answer: chart, words, artifact, value. */
  missingParts(): string[] {
    const { chart, says = [], artifact, between = {} } = this.question;
    const { artifacts, values } = this.job;
    const isWithin = ([pattern, [least, most]]: [string, [number, number]]) =>
      Object.entries(values).some(
        ([name, value]) =>
          new RegExp(pattern, 'i').test(name) && typeof value === 'number' && value >= least && value <= most,
      );
    return [
      ...(chart && !artifacts.some(({ mediaType }) => /^image\/|^text\/html/.test(mediaType)) ? ['no chart'] : []),
      ...says
        .filter((pattern) => !new RegExp(pattern, 'i').test(this.text))
        .map((pattern) => `it does not say ${pattern}`),
      ...(artifact && !artifacts.some(({ name }) => new RegExp(artifact).test(name))
        ? [`no artifact ${artifact}`]
        : []),
      ...Object.entries(between)
        .filter((range) => !isWithin(range))
        .map(([name, [least, most]]) => `no ${name} between ${least} and ${most}`),
    ];
  }
}

/** Everything of a job that a program or a model decides. */
export function contentsOf({ answer, values, assumptions, warnings, queries, artifacts, failure }: JobView): string {
  const statements = queries.map(({ sql }) => sql);
  const names = artifacts.map(({ name }) => name);
  return JSON.stringify({ answer, values, assumptions, warnings, statements, names, message: failure?.message });
}

/** What a job has that its question forbids, and warnings that are missing. */
function breaches({ avoids = [], warns = [] }: Question, job: JobView): string[] {
  const contents = avoids.length > 0 ? contentsOf(job) : '';
  const found = avoids.filter((pattern) => new RegExp(pattern, 'i').test(contents));
  const absent = warns.filter((pattern) => !job.warnings.some((warning) => new RegExp(pattern, 'i').test(warning)));
  return [...found.map((pattern) => `it has ${pattern}`), ...absent.map((pattern) => `no warning says ${pattern}`)];
}

/** Grades a job against the gold answer of its question. */
export function grade(question: Question, gold: Gold | undefined, job: JobView): Grade {
  const { verdict, reason } = gradeAnswer(question, gold, job);
  if (verdict === 'failed') return { verdict, reason };
  // A refusal has no warnings.
  const rules = job.status === 'succeeded' ? question : { ...question, warns: [] };
  const problems = breaches(rules, job);
  if (problems.length === 0) return { verdict, reason };
  return { verdict: 'wrong', reason: [...(verdict === 'right' ? [] : [reason]), ...problems].join('; ') };
}

function gradeAnswer(question: Question, gold: Gold | undefined, job: JobView): Grade {
  if (job.status !== 'succeeded') {
    const { kind = job.status, message = '' } = job.failure ?? {};
    const isRefused = kind === 'unanswerable' || kind === 'refused';
    const reason = `${kind}: ${message}`;
    if (!isRefused) return { verdict: 'failed', reason };
    return { verdict: question.unanswerable === undefined && !question.mayRefuse ? 'refused' : 'right', reason };
  }
  if (question.unanswerable !== undefined) {
    return { verdict: 'wrong', reason: `it was answered, though: ${question.unanswerable}` };
  }
  const comparison = new Comparison(question, job);
  const problems = [...comparison.differences(gold ?? []), ...comparison.missingParts()];
  return problems.length === 0 ? { verdict: 'right' } : { verdict: 'wrong', reason: problems.join('; ') };
}
