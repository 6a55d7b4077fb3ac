import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The two texts of a file, each as long as the file: what belongs to neither is NUL, so offsets are the file's own. */
export interface SourceText {
  /** Comments, docstrings, titles of tests, and the prose of Markdown. */
  readonly prose: string;
  readonly identifiers: string;
}

type Range = readonly [start: number, end: number];

const NUL = '\0';
const erase = (text: string, by = NUL) => text.replace(/\S/g, by);

/** The text with everything outside the ranges erased. */
function only(text: string, ranges: readonly Range[]): string {
  let result = '';
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    result += erase(text.slice(result.length, start)) + text.slice(Math.max(start, result.length), end);
  }
  return result + erase(text.slice(result.length));
}

/** The text with the ranges erased. */
function without(text: string, ranges: readonly Range[]): string {
  let result = '';
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    result += text.slice(result.length, start) + erase(text.slice(Math.max(start, result.length), end));
  }
  return result + text.slice(result.length);
}

const matches = (text: string, pattern: RegExp): Range[] =>
  [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);

/** Comment markers become blanks, so that sentences continue over lines. */
const withoutMarkers = (text: string) =>
  text.replace(/(^|\n|\0)([^\S\n]*)(\/\/\/?|\/\*\*?|\*\/|\*|#+!?)/g, (_, start, blank, marker) => {
    return start + blank + ' '.repeat(marker.length);
  });

const TITLED = /^(it|test|describe)$/;

/** `it('…')`, `describe.each(…)('…')`: the function's name. */
function calledName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return calledName(node.expression);
  return undefined;
}

function ofTypeScript(text: string): SourceText {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const names: Range[] = [];
  const literals: Range[] = [];
  const titles: Range[] = [];
  const visit = (node: ts.Node): void => {
    const range: Range = [node.getStart(source), node.end];
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push(range);
    else if (ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node)) literals.push(range);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) literals.push(range);
    if (ts.isCallExpression(node) && TITLED.test(calledName(node.expression) ?? '')) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.push([title.getStart(source) + 1, title.end - 1]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const comments = matches(without(text, literals), /\/\/.*|\/\*[\s\S]*?\*\//g);
  return { prose: withoutMarkers(only(text, [...comments, ...titles])), identifiers: only(text, names) };
}

const PYTHON_TOKEN = /#.*|[rbfuRBFU]{0,2}("""[\s\S]*?"""|'''[\s\S]*?'''|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])*')/g;

function ofPython(text: string): SourceText {
  const tokens = matches(text, PYTHON_TOKEN);
  const isDocstring = ([start, end]: Range) =>
    text.slice(start, end).startsWith('"""') && /(^|[\n:])\s*$/.test(text.slice(0, start));
  const prose = tokens.filter((token) => text[token[0]] === '#' || isDocstring(token));
  return {
    prose: withoutMarkers(only(text, prose)).replaceAll('"""', '   '),
    identifiers: only(text, matches(without(text, tokens), /[A-Za-z_]\w*/g)),
  };
}

/** YAML and shell: a comment begins a line or follows a blank; what else is written there counts as identifiers. */
function ofHashComments(text: string): SourceText {
  const comments = matches(text, /(?<=^|\s)#.*/gm);
  return {
    prose: withoutMarkers(only(text, comments)),
    identifiers: only(text, matches(without(text, comments), /[A-Za-z_]\w*/g)),
  };
}

/** Code blocks, code in a line and the targets of links are not prose. */
function ofMarkdown(text: string): SourceText {
  const code = matches(text, /^( *)```[\s\S]*?^\1```|`[^`\n]+`|\]\([^)]*\)|<!--[\s\S]*?-->/gm);
  return { prose: without(text, code), identifiers: '' };
}

/** Comments and what a reader of the page sees. */
function ofHtml(text: string): SourceText {
  const markup = matches(text, /<(script|style)\b[\s\S]*?<\/\1>|<(?!!--)[^>]*>/g);
  return { prose: without(text, markup), identifiers: '' };
}

function ofCss(text: string): SourceText {
  const comments = matches(text, /\/\*[\s\S]*?\*\//g);
  return {
    prose: withoutMarkers(only(text, comments)),
    identifiers: only(text, matches(without(text, comments), /[A-Za-z_][\w-]*/g)),
  };
}

const READERS: Readonly<Record<string, (text: string) => SourceText>> = {
  ts: ofTypeScript,
  mts: ofTypeScript,
  mjs: ofTypeScript,
  cjs: ofTypeScript,
  py: ofPython,
  yaml: ofHashComments,
  yml: ofHashComments,
  sh: ofHashComments,
  Dockerfile: ofHashComments,
  run: ofHashComments,
  md: ofMarkdown,
  html: ofHtml,
  css: ofCss,
};

const readerOf = (name: string) => READERS[name.slice(name.search(/[^./]*$/))];

export function sourceText(name: string, text: string): SourceText {
  const read = readerOf(name);
  if (!read) throw new Error(`Nothing here reads ${name}.`);
  return read(text);
}

const SKIPPED = new Set(['node_modules', 'dist', 'results']);
const isSkipped = (name: string) => SKIPPED.has(name) || (name.startsWith('.') && name !== '.ci' && name !== '.github');

/** Every file below a folder that can be read here, by its path; not what is installed or built. */
export function sourceFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (isSkipped(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(root, path);
    return entry.isFile() && readerOf(entry.name) ? [path] : [];
  });
}

export const readSource = (root: string, path: string): SourceText =>
  sourceText(path, readFileSync(join(root, path), 'utf8'));
