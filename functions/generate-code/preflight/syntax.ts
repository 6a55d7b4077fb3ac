import { lineAt, type Node, nodesOf, type ParsedProgram } from './python';

const MAX_PROBLEMS = 5;

/** The syntax errors of a program, a sentence each, with the line's number and text. */
export function syntaxProblems(program: ParsedProgram): string[] {
  const byLine = new Map<number, string>();
  for (const node of nodesOf(program)) {
    const what = problemAt(node, program.text);
    if (what === undefined) continue;
    const line = lineAt(program.text, Math.min(node.from, program.text.trimEnd().length));
    if (!byLine.has(line)) byLine.set(line, what);
  }
  const lines = program.text.split('\n');
  return [...byLine]
    .slice(0, MAX_PROBLEMS)
    .map(([line, what]) => `line ${line}: ${what}: \`${(lines[line - 1] ?? '').trim().slice(0, 200)}\``);
}

function problemAt(node: Node, text: string): string | undefined {
  if (node.type.isError) return isGapOfGrammar(node, text) ? undefined : 'invalid syntax';
  switch (node.name) {
    case 'PrintStatement':
      return 'print needs parentheses';
    case 'String':
      return isUnterminated(text.slice(node.from, node.to)) ? 'string is not closed on its line' : undefined;
    case 'TryStatement':
      return node.getChild('except') || node.getChild('finally') ? undefined : 'try without except or finally';
    default:
      return undefined;
  }
}

/**
 * Where the grammar knows less than Python: a bare yield, a parenthesized with, a dotted class in a case, a starred
 * target of a comprehension, a starred index.
 */
function isGapOfGrammar(error: Node, text: string): boolean {
  const parent = error.parent?.name ?? '';
  if (text.slice(error.from, error.to) === '*' && /Comprehension|^MemberExpression$/.test(parent)) return true;
  for (let node: Node | null = error.parent; node; node = node.parent) {
    if (node.name === 'YieldStatement' || node.name === 'YieldExpression') return error.from === error.to;
    if (node.name === 'LiteralPattern') return true;
    if (node.name === 'WithStatement') return error.from < (node.getChild('Body')?.from ?? 0);
    if (node.name === 'Body') return false;
  }
  return false;
}

/** The grammar lets a string of one line run on to the next. */
function isUnterminated(literal: string): boolean {
  const [, quote = ''] = /^[a-z]*("""|'''|"|')/i.exec(literal) ?? [];
  if (quote.length !== 1) return false;
  return !literal.endsWith(quote) || literal.replace(/\\\r?\n/g, '').includes('\n');
}
