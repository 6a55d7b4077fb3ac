import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bold, columns, green, red, say, since } from '../client/cli/terminal';
import { exitOnUnexpectedErrors } from '../client/cli/unexpected-error';
import { modelFlags, modelOption, modelUsage } from '../local/commands/shared/system-options';
import { root } from '../local/setup/paths';
import { progressBar } from './progress-bar';
import { QUESTIONS, type QuestionSet, readSets } from './questions';
import { markdownReport, reportParts } from './report';
import { htmlReport } from './report-html';
import { type Result, runSet } from './run';
import { belowFloor, type Floor, type Summary, summarise } from './summary';

const FLOOR = join(QUESTIONS, 'floor.json');
const usage = `Usage: npm run eval -- [options]

Asks the local system the questions in tests/questions on this machine, compares the answers with the results of
hand-written SQL, and writes a report to results/eval-<time>/.

  --questions <dir> another question set, or a folder of sets (format: tests/questions/README.md)
  --set <name>      ask only this set (can be repeated)
  --only <text>     ask only questions that contain this text
  --parallel <n>    number of concurrent jobs (default: 2)
  --check           fail if the score is below tests/questions/floor.json, or more answers are wrong
  --keep            write the score to tests/questions/floor.json
                    --check and --keep need all questions of tests/questions
${modelUsage}
`;

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

function compareWithFloor(summary: Summary, floor: Floor): number {
  const regression = belowFloor(summary, floor);
  say(regression ? `${red('✗')} ${regression}` : `${green('✓')} At or above the floor, ${floor.score}.`);
  return regression ? 1 : 0;
}

/** The minimum score. @throws when there is none: the check would always pass */
function readFloor(): Floor {
  if (existsSync(FLOOR)) return JSON.parse(readFileSync(FLOOR, 'utf8')) as Floor;
  throw new Error('tests/questions/floor.json does not exist. Write it with npm run eval -- --keep, and commit it.');
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...modelFlags,
      help: { type: 'boolean' },
      set: { type: 'string', multiple: true },
      only: { type: 'string' },
      parallel: { type: 'string', default: '2' },
      check: { type: 'boolean' },
      keep: { type: 'boolean' },
      questions: { type: 'string' },
    },
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  const { check, keep, only, set, questions } = values;
  if ((check || keep) && (only ?? set ?? questions) !== undefined) {
    throw new Error('--check and --keep cannot be combined with --questions, --set or --only.');
  }
  const parallel = Number(values.parallel);
  if (!Number.isInteger(parallel) || parallel < 1)
    throw new Error(`--parallel must be a positive number (got "${values.parallel}").`);
  const floor = check ? readFloor() : undefined;
  const model = await modelOption(values);
  const modelName = model.backend.name;
  const sets = filterQuestions(readSets(set, questions), only);
  const total = sets.reduce((sum, { questions }) => sum + questions.length, 0);
  if (total === 0) throw new Error(`No question contains "${only}".`);
  say(`${bold(`${total} questions`)} in ${sets.length} sets, programs by ${modelName}`);
  const began = performance.now();
  const bar = progressBar(total);
  const results: Result[] = [];
  for (const set of sets) {
    results.push(...(await runSet(set, { model, parallel, onResult: bar.add })));
  }
  bar.end();
  const summary = summarise(results);
  const { right, wrong, refused, failed } = summary.verdicts;
  say(`\n${bold(`Score ${summary.score}`)} of ${total} (right minus twice wrong), in ${since(began)}`);
  columns(
    Object.entries({ right, wrong, refused, failed, repairs: summary.repairs }).map(([name, n]) => [name, String(n)]),
  );
  const folder = writeReport(results, summary, modelName);
  say(`\nReport: ${relative(process.cwd(), folder)}/report.html and report.md`);
  if (keep) {
    writeFileSync(FLOOR, `${JSON.stringify({ score: summary.score, wrong } satisfies Floor, undefined, 2)}\n`);
  }
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
