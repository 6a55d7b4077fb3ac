const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const styled = (code: string) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = styled('1');
export const dim = styled('2');
export const green = styled('32');
export const red = styled('31');

export const say = (line = ''): void => console.log(line);

/** A heading with an empty line before it. */
export const heading = (text: string): void => say(`\n${bold(text)}`);

/** Lines of two columns, the second one aligned. */
export function columns(rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  for (const [first, second] of rows) say(`  ${first.padEnd(width)}  ${second}`);
}

/** Markdown for a terminal: headings and emphasis are bold, all else stays as it is written. */
export function markdown(text: string): void {
  for (const line of text.trim().split('\n')) {
    const title = /^#+ (.*)$/.exec(line)?.[1];
    const shown = title === undefined ? line.replace(/\*\*(.+?)\*\*/g, (_, words: string) => bold(words)) : bold(title);
    say(shown === '' ? '' : `  ${shown}`);
  }
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Seconds since a moment of `performance.now()`, for the eye. */
export const since = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
