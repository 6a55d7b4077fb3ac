import { lineAt, type Node, nodesOf, type ParsedProgram } from './python';
import { standardLibrary } from './stdlib';

/**
 * The imports that the image cannot serve, a sentence each. Whether a module is dangerous is not asked: the sandbox
 * is the boundary. An import inside `try` may fail.
 */
export function importProblems(program: ParsedProgram, installed: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const node of nodesOf(program)) {
    if (node.name !== 'ImportStatement' || isInTry(node)) continue;
    const statement = program.text.slice(node.from, node.to);
    const line = lineAt(program.text, node.from);
    for (const module of modulesOf(statement)) {
      if (module === '') problems.push(`line ${line}: a relative import has nothing to import from: \`${statement}\``);
      else if (!isKnown(module, installed))
        problems.push(`line ${line}: there is no module \`${module}\` in the image`);
    }
  }
  return problems;
}

/** Top-level names of the modules that a statement imports; the empty name stands for a relative import. */
function modulesOf(statement: string): string[] {
  const source = /^from\s+(\S+)/.exec(statement)?.[1];
  const paths = source === undefined ? statement.replace(/^import\s+/, '').split(',') : [source];
  return paths.map((path) => /^\s*([^\s.]*)/.exec(path)?.[1] ?? '');
}

const isKnown = (module: string, installed: ReadonlySet<string>): boolean =>
  module === 'interpreter' || installed.has(module) || standardLibrary.has(module);

function isInTry(statement: Node): boolean {
  for (let node = statement.parent; node; node = node.parent) if (node.name === 'TryStatement') return true;
  return false;
}
