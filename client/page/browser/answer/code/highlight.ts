import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({ python, sql });

export type Language = 'python' | 'sql';

/** A piece of a line, with the class of its kind of word. */
export interface Piece {
  readonly text: string;
  readonly kind?: string | undefined;
}

/** Longer texts are not highlighted, to keep the page responsive. */
const MAX_LENGTH = 100_000;

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
  readonly properties?: { readonly className?: unknown };
}

/** The lines of a program in pieces. */
export function highlight(language: Language, code: string): Piece[][] {
  const lines: Piece[][] = [[]];
  const add = (text: string, kind: string | undefined): void => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, kind });
    }
  };
  const visit = (node: Node, kind: string | undefined): void => {
    if (node.type === 'text') add(node.value ?? '', kind);
    const [name] = (node.properties?.className as string[] | undefined) ?? [];
    for (const child of node.children ?? []) visit(child, name ?? kind);
  };
  if (code.length > MAX_LENGTH) add(code, undefined);
  else visit(lowlight.highlight(language, code) as Node, undefined);
  return lines;
}
