import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { bold, columns, green, red, say, since } from '../client/cli/terminal';
import { exitOnUnexpectedErrors } from '../client/cli/unexpected-error';
import { root } from '../local/setup/paths';
import { type EvalOptions, evalOptions, usage } from './options';
import { progressBar } from './progress-bar';
import { type QuestionSet, readSets } from './questions';
import { markdownReport, reportParts } from './report';
import { htmlReport } from './report-html';
import { type Result, runSet } from './run';
import { belowFloor, type Floor, type Summary, shareText, summarise } from './summary';
import { withRecording } from './systems';

function filterQuestions(sets: readonly QuestionSet[], text: string | undefined): QuestionSet[] {
  if (!text) return [...sets];
  const pattern = text.toLowerCase();
  return sets
    .map((set) => ({ ...set, questions: set.questions.filter(({ ask }) => ask.toLowerCase().includes(pattern)) }))
    .filter(({ questions }) => questions.length > 0);
}

function writeReport(results: readonly Result[], summary: Summary, modelName: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = join(root, 'results', `eval-${time}`);
  mkdirSync(folder, { recursive: true });
  const parts = reportParts(results, summary, modelName);
  writeFileSync(join(folder, 'report.md'), markdownReport(parts));
  writeFileSync(join(folder, 'report.html'), htmlReport(parts));
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify({ summary, results }, undefined, 2)}\n`);
  return folder;
}

/** The minimum. @throws when there is none: the check would always pass */
function readFloor(file: string): Floor {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Floor;
  throw new Error(`${relative(root, file)} does not exist. Write it with --keep instead of --check, and commit it.`);
}

function compareWithFloor(summary: Summary, floor: Floor): number {
  const regression = belowFloor(summary, floor);
  say(regression ? `${red('✗')} ${regression}` : `${green('✓')} At or above the floor, ${floor.score}.`);
  return regression ? 1 : 0;
}

/** The floor for the next evaluations; the accuracy and the missing recordings that a floor has stay. */
function writeFloor(file: string, { score, verdicts }: Summary): void {
  const { score: _, wrong: __, ...limits }: Partial<Floor> = existsSync(file) ? readFloor(file) : {};
  const floor: Floor = { score, wrong: verdicts.wrong, ...limits };
  writeFileSync(file, `${JSON.stringify(floor, undefined, 2)}\n`);
}

function printSummary(summary: Summary, began: number): void {
  const { verdicts, accuracy, firstAttempt, tokens } = summary;
  say(`\n${bold(`Score ${summary.score}`)} of ${summary.questions} (right minus twice wrong), in ${since(began)}`);
  const rows = {
    ...verdicts,
    accuracy: shareText(accuracy.right, accuracy.of),
    'first attempt': shareText(firstAttempt.succeeded, firstAttempt.of),
    looks: summary.looks,
    repairs: summary.repairs,
    'asked back': summary.askedBack,
    tokens: `${tokens.inputTokens} in, ${tokens.cacheReadInputTokens ?? 0} from the cache, ${tokens.cacheWriteInputTokens ?? 0} to the cache, ${tokens.outputTokens} out`,
    cost: `$${summary.usd.toFixed(4)}`,
    seconds: `${summary.medianSeconds.toFixed(1)} (median)`,
  };
  columns(Object.entries(rows).map(([name, value]) => [name, String(value)]));
}

/** What recordings lack, and what to do. */
function printRecordings(results: readonly Result[], { missing, recorded }: Summary, { requests }: EvalOptions): void {
  const stale = results.filter(({ replay }) => replay === 'stale');
  if (recorded > 0) say(`\n${recorded} questions were recorded anew.`);
  if (stale.length > 0) {
    say(
      `\n${stale.length} recordings are stale: their requests have changed. They are left out of the accuracy. Ask them anew with --record:`,
    );
    for (const { set, question } of stale) say(`  ${set}  ${question.ask}`);
  }
  if (missing > 0)
    say(`\n${missing} questions have no recording, or one of their turns has none. Record them with --record.`);
  if (!requests) return;
  const problems = results.flatMap(({ problem }) => problem ?? []);
  const faults = problems.filter((problem) => !problem.endsWith('does not exist yet.'));
  say(`\n${problems.length - faults.length} requests in ${requests} wait for a response (format: eval/README.md).`);
  for (const fault of faults) say(`${red('✗')} ${fault}`);
}

async function main(): Promise<number> {
  const options = await evalOptions();
  if (!options) {
    say(usage);
    return 0;
  }
  const { check, keep, only, sets: names, questions, parallel, modelName, open, recordings, isReplay } = options;
  const floor = check ? readFloor(options.floorFile) : undefined;
  const all = filterQuestions(readSets(names, questions), only);
  const replayed = all.map((set) => (isReplay && recordings ? withRecording(set, recordings) : { set, missing: [] }));
  const sets = replayed.map(({ set }) => set).filter((set) => set.questions.length > 0);
  const unasked = replayed.reduce((sum, { missing }) => sum + missing.length, 0);
  const total = sets.reduce((sum, set) => sum + set.questions.length, 0);
  if (total === 0) {
    throw new Error(
      unasked > 0
        ? `${recordings} has no recording of these questions. Record them with --record.`
        : `No question contains "${only}".`,
    );
  }
  say(`${bold(`${total} questions`)} in ${sets.length} sets, programs by ${modelName}`);
  const began = performance.now();
  const bar = progressBar(total);
  const results: Result[] = [];
  for (const set of sets) results.push(...(await runSet(set, { open, parallel, onResult: bar.add })));
  bar.end();
  const summary = summarise(results, unasked);
  printSummary(summary, began);
  if (recordings) printRecordings(results, summary, options);
  const folder = writeReport(results, summary, modelName);
  say(`\nReport: ${relative(process.cwd(), resolve(folder))}/report.html and report.md`);
  if (keep) writeFloor(options.floorFile, summary);
  return floor ? compareWithFloor(summary, floor) : 0;
}

exitOnUnexpectedErrors();
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    say(`${red('✗')} ${error.message}`);
    process.exitCode = 1;
  },
);
