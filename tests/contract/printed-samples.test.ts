import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { type PrintedTexts, printedTexts } from './printed-texts';

/** The scripts of the commands whose output the docs show. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'npm start': 'local/commands/start.ts',
  'npm run demo': 'local/commands/demo.ts',
  'npm run ask': 'client/cli/index.ts',
  'npm run sandbox': 'local/commands/sandbox.ts',
  'npm run doctor': 'operations/doctor.ts',
  'npm run load-data': 'operations/load-data.ts',
  'npm run redrive': 'operations/redrive.ts',
};

interface Sample {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];

/** Blocks of output that follow a block with one of the project's commands. */
const samples = pages
  .filter((page) => page.endsWith('.md'))
  .flatMap((page): Sample[] =>
    [
      ...readFileSync(join(root, page), 'utf8').matchAll(
        /^```sh\n((?:(?!```).*\n)+)```\n+```\n((?:(?!```).*\n)+)```$/gm,
      ),
    ]
      .map(([, commands = '', output = '']) => ({
        page,
        command: commands.match(/npm (?:run )?[\w:-]+/g)?.at(-1) ?? '',
        output,
      }))
      .filter(({ command }) => command !== ''),
  );

/** The lines of an output without their marks. JSON and what follows the heading of an answer are data. */
const linesOf = (output: string): string[] =>
  (output.split(/(?<=^Answer\n)/m)[0] ?? '')
    .split('\n')
    .filter((line) => !/^\s*(…|["{}[\]].*)?$/.test(line))
    .map((line) => line.replace(/^\s*[✓✗→]?\s*/, ''));

/** Names, numbers, addresses and lists of them. */
const VALUE = /^(?=.*[-_:/,\d])[\w.:/-]+(, [\w.:/-]+)*$/;

/** Whether the code has the text or, where the page cuts it off, its beginning. */
function isText(text: string, { literals, templates }: PrintedTexts): boolean {
  const start = /^(.*\S) …$/.exec(text)?.[1];
  return (
    literals.has(text) ||
    templates.some((template) => template.test(text)) ||
    (start !== undefined && [...literals].some((literal) => literal.startsWith(start)))
  );
}

/** Whether the code has the line, or each of its columns that is not a value. */
const isPrinted = (line: string, texts: PrintedTexts): boolean =>
  isText(line, texts) || line.split(/\s{2,}/).every((column) => VALUE.test(column) || isText(column, texts));

describe('the samples of output in the docs', () => {
  it('are of commands whose script is listed here', () => {
    expect(samples.length).toBeGreaterThan(6);
    expect(samples.filter(({ command }) => !(command in SCRIPTS))).toEqual([]);
  });

  it.each(samples)('have the texts of the code: $command in $page', ({ command, output }) => {
    const texts = printedTexts(SCRIPTS[command] ?? '');
    expect(linesOf(output).filter((line) => !isPrinted(line, texts))).toEqual([]);
  });
});
