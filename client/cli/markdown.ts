import { bold, cyan, dim, pad, width } from './terminal';

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

/** The lines of a table: columns aligned, figures to the right. */
function table(header: string, rule: string, rows: readonly string[]): string[] {
  const titles = cellsOf(header);
  const body = rows.map(cellsOf);
  const rules = rule
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|');
  const columns = titles.map((title, index) => {
    const cells = body.map((row) => row[index] ?? '');
    const right = /-:\s*$/.test(rules[index] ?? '') || (cells.length > 0 && cells.every(isFigure));
    return { right, columns: Math.max(width(title), ...cells.map(width)) };
  });
  const line = (cells: readonly string[], style: (text: string) => string = (text) => text) =>
    columns
      .map(({ right, columns }, index) => style(pad(cells[index] ?? '', columns, right ? 'left' : 'right')))
      .join('  ')
      .trimEnd();
  return [
    line(titles, bold),
    dim(columns.map(({ columns }) => '─'.repeat(columns)).join('  ')),
    ...body.map((row) => line(row)),
  ];
}

/** Markdown as lines for a terminal: tables aligned, headings and emphasis bold, code blocks as they are. */
export function markdownLines(text: string): string[] {
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
      shown.push(...table(line, lines[at + 1] ?? '', lines.slice(at + 2, end)));
      at = end;
    } else {
      const title = /^#+\s+(.*)$/.exec(line)?.[1];
      shown.push(title === undefined ? inline(line.replace(/^(\s*)[-*]\s+/, '$1· ')) : bold(inline(title)));
      at++;
    }
  }
  return shown;
}
