const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const styled = (code: string) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = styled('1');
export const dim = styled('2');
export const green = styled('32');
export const red = styled('31');
export const cyan = styled('36');

export const say = (line = ''): void => console.log(line);

/** Prints a heading after an empty line. */
export const heading = (text: string): void => say(`\n${bold(text)}`);

// biome-ignore lint/suspicious/noControlCharactersInRegex: styles start with it.
const STYLE = /\x1b\[\d+m/g;
const INVISIBLE = /[\p{Mn}\p{Cf}]/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Number of terminal columns that a text occupies. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text.replace(STYLE, ''))
    columns += INVISIBLE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Pads a text with spaces to a width. `side` is where the spaces go. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const fill = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'left' ? fill + text : text + fill;
}

/** Prints two aligned columns. */
export function columns(rows: readonly (readonly [string, string])[]): void {
  const widest = Math.max(0, ...rows.map(([first]) => width(first)));
  for (const [first, second] of rows) say(`  ${pad(first, widest)}  ${second}`);
}

/** Time since a value of `performance.now()`, such as `3.2 s`. */
export const since = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
