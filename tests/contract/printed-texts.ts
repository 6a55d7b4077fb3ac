import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from '../../local/setup/paths';

/** A template with fewer letters, or without a blank, would match almost any text. */
const MIN_LETTERS = 4;

/** The texts that a script and everything it imports can print: literals, and templates as patterns. */
export interface PrintedTexts {
  readonly literals: ReadonlySet<string>;
  readonly templates: readonly RegExp[];
}

export function printedTexts(script: string): PrintedTexts {
  const literals = new Set<string>();
  const templates: RegExp[] = [];
  for (const file of filesOf(script)) {
    for (const parts of textsOf(file)) {
      if (parts.length === 1) literals.add(parts[0] ?? '');
      else if (isPhrase(parts.join(''))) templates.push(patternOf(parts));
    }
  }
  return { literals, templates };
}

const isPhrase = (text: string): boolean => text.includes(' ') && text.replace(/\P{L}/gu, '').length >= MIN_LETTERS;

/** The script and the files of this repository that it imports, directly or not. */
function filesOf(script: string, files = new Set<string>()): ReadonlySet<string> {
  if (files.has(script)) return files;
  files.add(script);
  for (const { fileName } of ts.preProcessFile(readFileSync(join(root, script), 'utf8')).importedFiles) {
    const path = fileName.startsWith('.') ? join(dirname(script), fileName) : undefined;
    const file =
      path &&
      [path, `${path}.ts`, join(path, 'index.ts')].find(
        (name) => /\.m?ts$|\.mjs$/.test(name) && existsSync(join(root, name)),
      );
    if (file) filesOf(file, files);
  }
  return files;
}

/** The texts in a file's code, each as its parts between placeholders. A sum of texts is one text. */
function textsOf(file: string): string[][] {
  const texts: string[][] = [];
  const visit = (node: ts.Node): void => {
    const parts = partsOf(node);
    if (parts) texts.push(...lines(parts));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return texts;
}

function partsOf(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [partsOf(node.left), partsOf(node.right)];
  return left && right && [...left.slice(0, -1), `${left.at(-1)}${right[0]}`, ...right.slice(1)];
}

/** A text's lines. A placeholder is NUL here, which no text contains. */
const lines = (parts: readonly string[]): string[][] =>
  parts
    .join('\0')
    .split('\n')
    .map((line) => line.trim().split('\0'));

const patternOf = (parts: readonly string[]): RegExp =>
  new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('.*')}$`);
