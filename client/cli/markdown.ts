import { type Table, tableLines } from './table';
import { bold, cyan, dim } from './terminal';
import { wrapHanging } from './wrap';

/** Inline Markdown: bold, coloured code, links followed by their address, images as their file name. */
function inline(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\(([^)]*)\)/g, (_, title: string, file: string) => dim(`[${title || 'image'}: ${file}]`))
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

const isNumber = (cell: string): boolean =>
  /^[-−+]?[$€£]?[\d.,]*\d\s?[%a-zA-Z€]{0,3}$/.test(cell) || cell === '' || cell === '–';

/** Parses a Markdown table. Columns marked `-:` and columns of numbers are right-aligned. */
function readTable(header: string, rule: string, rows: readonly string[]): Table {
  const headers = cellsOf(header);
  const body = rows.map(cellsOf);
  const rules = rule
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|');
  const right = headers.map((_, index) => {
    const cells = body.map((row) => row[index] ?? '');
    return /-:\s*$/.test(rules[index] ?? '') || (cells.length > 0 && cells.every(isNumber));
  });
  return { headers, rows: body, right };
}

/**
 * Markdown as lines for a terminal: aligned tables, bold headings and emphasis, code blocks unchanged.
 * @param columns maximum width of a line
 */
export function markdownLines(text: string, columns = Number.POSITIVE_INFINITY): string[] {
  const lines = text.trim().split(/\r?\n/);
  const output: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (/^\s*```/.test(line)) {
      for (at++; at < lines.length && !/^\s*```/.test(lines[at] ?? ''); at++) output.push(`  ${lines[at]}`);
      at++;
    } else if (isRow(line) && isRule(lines[at + 1])) {
      let end = at + 2;
      while (isRow(lines[end])) end++;
      output.push(...tableLines(readTable(line, lines[at + 1] ?? '', lines.slice(at + 2, end)), columns));
      at = end;
    } else {
      const title = /^#+\s+(.*)$/.exec(line)?.[1];
      const words = title === undefined ? inline(line.replace(/^(\s*)[-*]\s+/, '$1· ')) : bold(inline(title));
      output.push(...wrapHanging(words, columns));
      at++;
    }
  }
  return output;
}
