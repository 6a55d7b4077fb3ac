import { parser } from '@lezer/python';

type Tree = ReturnType<typeof parser.parse>;
export type Node = Tree['topNode'];

/** A program and what the parser makes of it; positions are those in `text`. */
export interface ParsedProgram {
  readonly text: string;
  readonly tree: Tree;
}

/**
 * Parses a program. What Python allows and the grammar does not know is put in a form that it knows, of the same
 * length: numbers that end in a dot, and form feeds.
 */
export function parseProgram(program: string): ParsedProgram {
  const known = program.replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])/g, '$10').replace(/\f/g, ' ');
  return { text: program, tree: parser.parse(known) };
}

/** All nodes, parents first. */
export function* nodesOf({ tree }: ParsedProgram): Generator<Node> {
  const cursor = tree.cursor();
  do yield cursor.node;
  while (cursor.next());
}

/** Line number of a position, from 1. */
export const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;
