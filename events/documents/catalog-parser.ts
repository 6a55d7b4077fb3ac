import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type * as z from 'zod/mini';
import { allowedAt, CatalogFile, type Path } from './catalog-schema';

const UNREADABLE = 'The catalog of the tables cannot be read.';

/** The catalog is unreadable. Fails closed, because it may withhold tables: nothing is described and no statement runs. */
export class CatalogError extends Error {
  override name = 'CatalogError';
}

export interface ParsedCatalog {
  readonly content: CatalogFile;
  /** The line of the entry at a path, or of the nearest one above it. */
  lineOf(path: Path): number;
}

/** @throws CatalogError, which names the lines and what is allowed there */
export function parseCatalog(text = ''): ParsedCatalog {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: Path) => lines.linePos(offsetOf(document, path)).line;
  const [fault] = document.errors;
  if (fault) {
    // The parser's message ends with the position and an excerpt.
    const reason = fault.message.replace(/ at line \d[\s\S]*$/, '');
    throw faultAt(lines.linePos(fault.pos[0]).line, `this is no YAML: ${reason}.`);
  }
  const misread = misreadName(document);
  if (misread) throw faultAt(lines.linePos(misread.offset).line, misread.fault);
  const checked = CatalogFile.safeParse(contentOf(document));
  if (checked.success) return { content: checked.data, lineOf };
  const faults = checked.error.issues.flatMap((issue) => describe(issue, [], lineOf));
  throw new CatalogError(`${UNREADABLE} ${[...new Set(faults)].join(' ')}`);
}

/** The first name that would get lost, or be read as another one, and its rules with it. */
function misreadName(document: Document): { readonly offset: number; readonly fault: string } | undefined {
  let misread: ReturnType<typeof misreadName>;
  visit(document, {
    Pair(_, { key }) {
      const offset = (isNode(key) && key.range?.[0]) || 0;
      if (!isScalar(key)) misread = { offset, fault: 'a name is missing, or is a list. Allowed: a text.' };
      else if (key.value === '__proto__') misread = { offset, fault: 'no entry can have the name __proto__.' };
      else if (typeof key.value !== 'string' && String(key.value) !== key.source) {
        misread = { offset, fault: `the name ${key.source} is read as ${String(key.value)}. Put it in quotes.` };
      }
      return misread && visit.BREAK;
    },
  });
  return misread;
}

function contentOf(document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw faultAt(1, `${(error as Error).message}.`);
  }
}

const faultText = (line: number, fault: string) => `catalog.yaml, line ${line}: ${fault}`;
export const faultAt = (line: number, fault: string) => new CatalogError(`${UNREADABLE} ${faultText(line, fault)}`);

/** Where the key of an entry, or an entry of a list, starts. Aliases are not followed. */
function offsetOf({ contents }: Document, path: Path): number {
  let node: unknown = contents;
  let offset = 0;
  for (const key of path) {
    if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = (isNode(node) && node.range?.[0]) || offset;
      continue;
    }
    const pair = isMap(node)
      ? node.items.find(({ key: own }) => isScalar(own) && String(own.value) === String(key))
      : undefined;
    if (!pair) break;
    offset = (isScalar(pair.key) && pair.key.range?.[0]) || offset;
    node = pair.value;
  }
  return offset;
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, above: Path, lineOf: (path: Path) => number): string[] {
  const path = [...above, ...issue.path];
  const at = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const where = at ? ` in ${at}` : '';
      return faultText(lineOf([...path, key]), `unknown key ${key}${where}. Allowed: ${allowedAt(path)}.`);
    });
  }
  // Of the branches of a column, a text or keys, the one with the most to say about an entry with keys.
  if (issue.code === 'invalid_union') {
    const nested = issue.errors.flat().filter(({ code, path: below }) => code !== 'invalid_type' || below.length > 0);
    if (nested.length > 0) return nested.flatMap((inner) => describe(inner, path, lineOf));
  }
  return [faultText(lineOf(path), `${at || 'the file'} has another value than allowed. Allowed: ${allowedAt(path)}.`)];
}

/** Entries by name in lower case. A second spelling of a name is an error: it could override the rules of the first. */
export function byName<T>(
  entries: readonly (readonly [name: string, entry: T])[],
  lineOf: (name: string) => number,
): Map<string, T> {
  const named = new Map<string, T>();
  for (const [name, entry] of entries) {
    if (named.has(name.toLowerCase())) {
      throw faultAt(
        lineOf(name),
        `there are two entries for ${name}. Allowed: one entry; case and the schema make no difference.`,
      );
    }
    named.set(name.toLowerCase(), entry);
  }
  return named;
}
