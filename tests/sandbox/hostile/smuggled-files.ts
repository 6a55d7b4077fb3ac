/** A program that leaves something in its folder that must not be collected as it is. */
export interface SmuggledFile {
  readonly name: string;
  /** Python; SECRET_FILE belongs to another user and has the canary. */
  readonly program: string;
  /** The warning; undefined if the program cannot create the file in the first place. */
  readonly reason?: RegExp;
}

/** Links through which the collector would read what the program may not. */
export const links: readonly SmuggledFile[] = [
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
    name: 'a link that replaces a folder',
    program: `
import os
os.mkdir('out'); open('out/key', 'w').close()
os.rename('out', '.gone'); os.symlink(os.path.dirname(SECRET_FILE), 'out')`,
    reason: /symbolic link/,
  },
];

/** Names that disguise a file, or escape the folder they are written to. */
export const names: readonly SmuggledFile[] = [
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

/** Whether a name stays in its folder and displays as it is. */
export const isSafeName = (name: string): boolean =>
  /^(?! )[^\p{C}\\:]+(?<! )$/u.test(name) && name === name.normalize('NFC') && Buffer.byteLength(name) <= 120;

/** Files that a browser would run. */
export const activeContent: readonly { readonly name: string; readonly file: string; readonly content: string }[] = [
  { name: 'a page with script', file: 'report.html', content: '<script>fetch("/jobs")</script>' },
  {
    name: 'a drawing with script',
    file: 'chart.svg',
    content: '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/jobs")</script></svg>',
  },
  {
    name: 'XML with the XHTML namespace',
    file: 'data.xml',
    content: '<html xmlns="http://www.w3.org/1999/xhtml"><script>fetch("/jobs")</script></html>',
  },
  { name: 'a page named as a picture', file: 'chart.png', content: '<html><script>fetch("/jobs")</script>' },
  { name: 'a page without an extension', file: 'README', content: '<html><script>fetch("/jobs")</script>' },
  { name: 'a page named as a text', file: 'notes.txt', content: '<html><script>fetch("/jobs")</script>' },
];
