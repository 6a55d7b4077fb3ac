/** A phrase that was understood: a category, the tokens it covers, its meaning and what it costs. */
export interface Part {
  readonly cat: string;
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  readonly sem: unknown;
}

export interface Rule {
  readonly result: string;
  readonly parts: readonly string[];
  readonly cost: number;
  /** The meaning of the whole; undefined if the parts do not fit together. */
  readonly build: (sems: readonly unknown[]) => unknown;
}

/** Parts of one category that are kept for a span. */
const BEAM = 5;

/** Whether an array has meanings, not the candidates of a link. */
const isList = (sem: readonly unknown[]): boolean =>
  !(typeof sem[0] === 'object' && sem[0] !== null && 'score' in sem[0]);

/** Numbers that are equal for equal meanings: what comes from one link is compared by identity. */
class Meanings {
  private readonly byObject = new WeakMap<object, number>();
  private readonly byContent = new Map<string, number>();
  private last = 0;

  numberOf(sem: unknown): number {
    if (typeof sem !== 'object' || sem === null) return this.numbered(`${typeof sem} ${String(sem)}`);
    const known = this.byObject.get(sem);
    if (known !== undefined) return known;
    const isLink = Array.isArray(sem) && !isList(sem);
    const number = isLink
      ? ++this.last
      : this.numbered(Object.entries(sem).reduce((text, [key, one]) => `${text}${key}:${this.numberOf(one)},`, ''));
    this.byObject.set(sem, number);
    return number;
  }

  private numbered(content: string): number {
    const known = this.byContent.get(content);
    if (known !== undefined) return known;
    this.last += 1;
    this.byContent.set(content, this.last);
    return this.last;
  }
}

class Cell {
  readonly byCategory = new Map<string, Part[]>();

  constructor(private readonly meanings: Meanings) {}

  /** Whether the part is among the best of its category. */
  add(part: Part): boolean {
    const parts = this.byCategory.get(part.cat);
    if (!parts) {
      this.byCategory.set(part.cat, [part]);
      return true;
    }
    if (parts.length >= BEAM && (parts.at(-1) as Part).cost <= part.cost) return false;
    const number = this.meanings.numberOf(part.sem);
    const same = parts.findIndex((one) => this.meanings.numberOf(one.sem) === number);
    if (same >= 0 && (parts[same] as Part).cost <= part.cost) return false;
    if (same >= 0) parts.splice(same, 1);
    const at = parts.findIndex(({ cost }) => cost > part.cost);
    parts.splice(at < 0 ? parts.length : at, 0, part);
    if (parts.length > BEAM) parts.pop();
    return parts.includes(part);
  }
}

interface Binary {
  readonly left: string;
  readonly right: string;
  readonly result: string;
  readonly cost: number;
  readonly build: (left: unknown, right: unknown) => unknown;
}

/** Rules of two parts: longer ones have an intermediate category for each beginning. */
export class Grammar {
  readonly unary = new Map<string, Rule[]>();
  readonly binary = new Map<string, Binary[]>();

  constructor(rules: readonly Rule[]) {
    const known = new Set<string>();
    for (const rule of rules) {
      const { parts } = rule;
      if (parts.length === 1) {
        const [only = ''] = parts;
        this.unary.set(only, [...(this.unary.get(only) ?? []), rule]);
        continue;
      }
      for (let length = 2; length <= parts.length; length += 1) {
        const left = parts.slice(0, length - 1).join(' ');
        const right = parts[length - 1] ?? '';
        const last = length === parts.length;
        const result = last ? rule.result : parts.slice(0, length).join(' ');
        if (!last && known.has(result)) continue;
        if (!last) known.add(result);
        const list = (sem: unknown): unknown[] => (length === 2 ? [sem] : (sem as unknown[]));
        const build = (one: unknown, other: unknown) =>
          last ? rule.build([...list(one), other]) : [...list(one), other];
        this.binary.set(left, [
          ...(this.binary.get(left) ?? []),
          { left, right, result, cost: last ? rule.cost : 0, build },
        ]);
      }
    }
  }
}

/**
 * All readings of a sentence, the cheapest first. Tokens may be skipped, each at its price.
 * @param words the parts that single words and phrases may be
 * @param skips the price of leaving out each token
 */
export function parse(
  grammar: Grammar,
  words: readonly Part[],
  skips: readonly number[],
  goal: string,
  maxCost: number,
): Part[] {
  const length = skips.length;
  const meanings = new Meanings();
  const cells: Cell[][] = Array.from({ length }, () => Array.from({ length: length + 1 }, () => new Cell(meanings)));
  const cellOf = (from: number, to: number): Cell => cells[from]?.[to] as Cell;

  const add = (part: Part): void => {
    if (part.cost > maxCost || !cellOf(part.from, part.to).add(part)) return;
    for (const rule of grammar.unary.get(part.cat) ?? []) {
      const sem = rule.build([part.sem]);
      if (sem !== undefined) add({ ...part, cat: rule.result, cost: part.cost + rule.cost, sem });
    }
  };

  // Not by `add`: what follows from a part was extended, too.
  const extend = (shorter: Cell, longer: Cell, skip: number): void => {
    for (const parts of shorter.byCategory.values()) {
      for (const part of parts) {
        if (part.cost + skip <= maxCost) longer.add({ ...part, to: part.to + 1, cost: part.cost + skip });
      }
    }
  };

  for (let width = 1; width <= length; width += 1) {
    for (let from = 0; from + width <= length; from += 1) {
      const to = from + width;
      for (const word of words) if (word.from === from && word.to === to) add(word);
      for (let middle = from + 1; middle < to; middle += 1) {
        const right = cellOf(middle, to).byCategory;
        for (const [category, parts] of cellOf(from, middle).byCategory) {
          for (const rule of grammar.binary.get(category) ?? []) {
            for (const other of right.get(rule.right) ?? []) {
              for (const one of parts) {
                const cost = one.cost + other.cost + rule.cost;
                if (cost > maxCost) break;
                const sem = rule.build(one.sem, other.sem);
                if (sem !== undefined) add({ cat: rule.result, from, to, cost, sem });
              }
            }
          }
        }
      }
      const skip = skips[to - 1] ?? 0;
      if (width > 1) extend(cellOf(from, to - 1), cellOf(from, to), skip);
    }
  }
  const prefix = skips.map((_, at) => skips.slice(0, at).reduce((sum, one) => sum + one, 0));
  return Array.from({ length }, (_, from) =>
    (cellOf(from, length).byCategory.get(goal) ?? []).map((part) => ({
      ...part,
      cost: part.cost + (prefix[from] ?? 0),
    })),
  )
    .flat()
    .filter(({ cost }) => cost <= maxCost)
    .sort((one, other) => one.cost - other.cost);
}
