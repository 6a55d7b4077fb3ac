/** A program that leaves something in its folder which nobody should take over as it is. */
export interface Smuggler {
  readonly name: string;
  /** Python; SECRET_FILE is a file of somebody else that holds the canary. */
  readonly program: string;
  /** Why it was left out or has another name, as the result's warnings say it; undefined where the program itself cannot make it. */
  readonly reason?: RegExp;
}

/** Ways to have the collector read what the program may not. */
export const links: readonly Smuggler[] = [
  {
    name: 'a symbolic link to a file',
    program: "import os; os.symlink(SECRET_FILE, 'out.csv')",
    reason: /symbolic link/,
  },
  {
    name: 'a symbolic link to a folder',
    program: "import os; os.symlink(os.path.dirname(SECRET_FILE), 'out')",
    reason: /symbolic link/,
  },
  {
    name: 'a chain of links',
    program: "import os; os.symlink(SECRET_FILE, 'a'); os.symlink('a', 'out.csv')",
    reason: /symbolic link/,
  },
  {
    name: 'a hard link',
    program: "import os\ntry: os.link(SECRET_FILE, 'out.csv')\nexcept OSError: pass",
  },
  {
    name: 'a link in the place of a folder that was there',
    program: `
import os
os.mkdir('out'); open('out/key', 'w').close()
os.rename('out', '.gone'); os.symlink(os.path.dirname(SECRET_FILE), 'out')`,
    reason: /symbolic link/,
  },
];

/** Names that lie about what is behind them, or break out of where they are put. */
export const names: readonly Smuggler[] = [
  ['a control character', String.raw`'a\nb.txt'`],
  ['an escape sequence of terminals', String.raw`'a\x1b[2Jb.txt'`],
  ['a direction mark', String.raw`'a\u202etxt.exe'`],
  ['bytes that are not UTF-8', String.raw`b'\xff\xfe.txt'`],
  ['letters that are not in normal form', String.raw`'e\u0301.txt'`],
  ['a backslash', String.raw`'a\\..\\b.txt'`],
  ['a colon', `'C:a.txt'`],
  ['a space at its end', `'a.txt '`],
  ['200 letters', `'a' * 200`],
].map(([name = '', text = '']) => ({
  name: `a name with ${name}`,
  program: `open(${text}, 'w').close()`,
  reason: /was renamed to [^:]+: its name/,
}));

/** Whether a name leads nowhere else, and looks like what it is. */
export const isPlain = (name: string): boolean =>
  /^(?! )[^\p{C}\\:]+(?<! )$/u.test(name) && name === name.normalize('NFC') && Buffer.byteLength(name) <= 120;

/** What a browser would run, or a terminal obey, if it were shown where it is kept. */
export const shown: readonly { readonly name: string; readonly file: string; readonly content: string }[] = [
  { name: 'a page with script', file: 'report.html', content: '<script>fetch("/jobs")</script>' },
  {
    name: 'a drawing with script',
    file: 'chart.svg',
    content: '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/jobs")</script></svg>',
  },
  {
    name: 'XML that is made a page by its namespace',
    file: 'data.xml',
    content: '<html xmlns="http://www.w3.org/1999/xhtml"><script>fetch("/jobs")</script></html>',
  },
  { name: 'a page that is called a picture', file: 'chart.png', content: '<html><script>fetch("/jobs")</script>' },
  { name: 'a page without an ending', file: 'README', content: '<html><script>fetch("/jobs")</script>' },
  { name: 'a page that is called a text', file: 'notes.txt', content: '<html><script>fetch("/jobs")</script>' },
];
