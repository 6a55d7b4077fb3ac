import { BENIGN, type ScenarioResult, SEARCH, withVerdictsAt } from './run-under-supervisor';

type Result = ScenarioResult['results'][number];

/** Without Landlock every user can read command lines; nothing secret is in them. */
export const POSSIBLE_WITHOUT_LANDLOCK = ['reads the command line of another process'];

/** Title and problem of a check. The problem is empty if the check passed. */
export type Verdict = readonly [title: string, problem: string];

const listed = (results: readonly Result[], text: (result: Result) => string) =>
  results.map((result) => `${result.name}: ${text(result)}`).join('\n');

/**
 * Judges a run of the hostile programs.
 * @param where the machine, for the titles
 * @param names of the programs that print REACHED if they succeed
 * @param slowdown of the machine, for the programs that are judged by time
 */
export function verdictsOf(
  results: readonly Result[],
  where: string,
  names: ReadonlySet<string>,
  slowdown = 1,
): readonly Verdict[] {
  const resultOf = (name: string) => results.find((result) => result.name === name);
  const textOf = (name: string) => JSON.stringify(resultOf(name)) ?? 'It was not run.';
  const reached = results.filter(({ name, stdout }) => names.has(name) && stdout.includes('REACHED'));
  const judged = withVerdictsAt(slowdown);
  const unconfined = judged.filter(
    ({ name, isConfined }) => !results.some((result) => result.name === name && isConfined(result)),
  );
  const search = resultOf(SEARCH.name);
  const hasSearched = search?.stdout.includes('searched everywhere 0');
  const leaked = results.filter(({ leaked }) => leaked);
  const refused = results.filter(({ failure }) => failure?.kind === 'sandbox_unavailable');
  return [
    [`a benign program runs ${where}`, resultOf(BENIGN.name)?.stdout === '3\n' ? '' : textOf(BENIGN.name)],
    [`${names.size} hostile programs are confined ${where}`, listed(reached, ({ stdout }) => stdout)],
    [
      `${judged.length} programs that exceed limits or smuggle files are confined ${where}`,
      unconfined.map(({ name }) => `${name}: ${textOf(name)}`).join('\n'),
    ],
    [
      `no result or artifact has the canary ${where}`,
      [listed(leaked, ({ stdout }) => stdout), hasSearched ? '' : textOf(SEARCH.name)].join(''),
    ],
    [`every program was run ${where}`, listed(refused, ({ failure }) => String(failure?.message))],
  ];
}
