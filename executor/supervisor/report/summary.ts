import type { Artifact, Failure, ReportSummary, Values } from '../../../events';

const ANSWER_CHARACTERS = 2000;
const FAILURE_CHARACTERS = 4000;
const SUMMARY_ARTIFACTS = 50;
const LIST_ITEMS = 40;
const ITEM_BYTES = 600;
const NAMED_VALUES = 100;

/** The beginning of a text, and not half of a character at its end. */
const beginning = (text: string, characters: number): string =>
  text.length > characters ? text.slice(0, characters).replace(/[\ud800-\udbff]$/, '') : text;

/** `text` cut so that its JSON has at most `bytes` bytes: control signs and foreign letters take several. */
function cut(text: string, bytes: number): string {
  let kept = beginning(text, bytes);
  while (Buffer.byteLength(JSON.stringify(kept)) > bytes) kept = beginning(kept, Math.floor(kept.length * 0.8));
  return kept === text ? text : `${kept}…`;
}

function list(items: readonly string[]): string[] {
  const kept = items.slice(0, LIST_ITEMS).map((item) => cut(item, ITEM_BYTES));
  return items.length > LIST_ITEMS ? [...kept, `… and ${items.length - LIST_ITEMS} more.`] : kept;
}

function values(all: Values): Values {
  const entries = Object.entries(all).slice(0, NAMED_VALUES);
  return Object.fromEntries(
    entries.map(([name, value]) => [cut(name, 100), typeof value === 'string' ? cut(value, ITEM_BYTES) : value]),
  );
}

function shorten(failure: Failure): Failure {
  return { ...failure, message: beginning(failure.message, FAILURE_CHARACTERS) };
}

function artifactsOf(all: readonly Artifact[]): Artifact[] {
  return all
    .slice(0, SUMMARY_ARTIFACTS)
    .map(({ name, size, sha256, mediaType }) => ({ name, size, sha256, mediaType }));
}

/** The summary within its caps, so that the event that repeats it stays under 200 KB whatever a program says. */
export function capped(summary: ReportSummary): ReportSummary {
  const omitted = summary.artifacts.length - SUMMARY_ARTIFACTS;
  const more = omitted > 0 ? [`${omitted} more files are listed in manifest.json only.`] : [];
  return {
    ...summary,
    failure: summary.failure && shorten(summary.failure),
    answer: summary.answer && beginning(summary.answer, ANSWER_CHARACTERS),
    values: values(summary.values),
    assumptions: list(summary.assumptions),
    warnings: [...list(summary.warnings), ...more],
    artifacts: artifactsOf(summary.artifacts),
  };
}
