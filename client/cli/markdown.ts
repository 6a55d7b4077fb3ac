import { type Table, tableLines } from './table';
import { bold, cyan, dim } from './terminal';
import { wrapHanging } from './wrap';

/** Words of a line: emphasis bold, code coloured, links with their address, pictures by their file. */
function inline(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\(([^)]*)\)/g, (_, title: string, file: string) => dim(`[${title || 'figure'}: ${file}]`))
    .replace(/\[([^\]]+)\]\(([^)]*)\)/g, (_, words: string, address: string) => `${words} (${address})`)
    .replace(/\*\*(.+?)\*\*/g, (_, words: string) => bold(words))
    .replace(/`([^`]+)`/g, (_, code: string) => cyan(code))
    .replace(/\\([\\|*_`[\]])/g, '$1');
}

const isRow = (line: string | undefined): boolean => line !== undefined && /^\s*\|.*\|\s*$/.test(line);
const isRule = (line: string | undefined): boolean =>
  line !== undefined && /^\s*\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/.test(line);
const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim()));

const isFigure = (cell: string): boolean =>
  /^[-−+]?[$€£]?[\d.,]*\d\s?[%a-zA-Z€]{0,3}$/.test(cell) || cell === '' || cell === '–';

/** A table of markdown: its cells, and the columns that go to the right. */
function readTable(header: string, rule: string, rows: readonly string[]): Table {
  const titles = cellsOf(header);
  const body = rows.map(cellsOf);
  const rules = rule
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|');
  const right = titles.map((_, index) => {
    const cells = body.map((row) => row[index] ?? '');
    return /-:\s*$/.test(rules[index] ?? '') || (cells.length > 0 && cells.every(isFigure));
  });
  return { titles, rows: body, right };
}

/**
 * Markdown as lines for a terminal: tables aligned, headings and emphasis bold, code blocks as they are.
 * @param columns that a line may take
 */
export function markdownLines(text: string, columns = Number.POSITIVE_INFINITY): string[] {
  const lines = text.trim().split(/\r?\n/);
  const shown: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (/^\s*```/.test(line)) {
      for (at++; at < lines.length && !/^\s*```/.test(lines[at] ?? ''); at++) shown.push(`  ${lines[at]}`);
      at++;
    } else if (isRow(line) && isRule(lines[at + 1])) {
      let end = at + 2;
      while (isRow(lines[end])) end++;
      shown.push(...tableLines(readTable(line, lines[at + 1] ?? '', lines.slice(at + 2, end)), columns));
      at = end;
    } else {
      const title = /^#+\s+(.*)$/.exec(line)?.[1];
      const words = title === undefined ? inline(line.replace(/^(\s*)[-*]\s+/, '$1· ')) : bold(inline(title));
      shown.push(...wrapHanging(words, columns));
      at++;
    }
  }
  return shown;
}
