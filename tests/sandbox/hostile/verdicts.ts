import { BENIGN, type ScenarioResult, SEARCH, withVerdictsAt } from './run-under-supervisor';

type Result = ScenarioResult['results'][number];

/** Without Landlock every user can read command lines; nothing secret is in them. */
export const OPEN_WITHOUT_LANDLOCK = ['reads the command line of another process'];

/** What was checked, and the trouble with it: empty if there is none. */
export type Verdict = readonly [title: string, trouble: string];

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
  const of = (name: string) => results.find((result) => result.name === name);
  const reached = results.filter(({ name, stdout }) => names.has(name) && stdout.includes('REACHED'));
  const judged = withVerdictsAt(slowdown);
  const unconfined = judged.filter(
    ({ name, isConfined }) => !results.some((result) => result.name === name && isConfined(result)),
  );
  const search = of(SEARCH.name);
  const hasSearched = search?.stdout.includes('searched everywhere 0');
  const leaked = results.filter(({ leaked }) => leaked);
  const refused = results.filter(({ failure }) => failure?.kind === 'sandbox_unavailable');
  return [
    [`a good program runs ${where}`, of(BENIGN.name)?.stdout === '3\n' ? '' : JSON.stringify(of(BENIGN.name))],
    [`${names.size} hostile programs get nowhere ${where}`, listed(reached, ({ stdout }) => stdout)],
    [
      `${judged.length} others end as they must ${where}`,
      unconfined.map(({ name }) => `${name}: ${JSON.stringify(of(name))}`).join('\n'),
    ],
    [
      `no canary is in anything that they left ${where}`,
      [listed(leaked, ({ stdout }) => stdout), hasSearched ? '' : JSON.stringify(search)].join(''),
    ],
    [`every program was run ${where}`, listed(refused, ({ failure }) => String(failure?.message))],
  ];
}
