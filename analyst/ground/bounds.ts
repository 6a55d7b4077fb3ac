import type { Comparator } from '../lexicon/lexicon';
import { Ungrounded } from './scope';

interface Bound {
  readonly op: Comparator;
  readonly value: number | string;
}

/** What rows must meet so far, by expression. */
export class Bounds {
  private readonly byExpression = new Map<string, readonly Bound[]>();

  /** Forgets what rows must meet, for conditions that other rows may meet. */
  forget(): void {
    this.byExpression.clear();
  }

  /** Runs a step each of whose parts may be met by other rows, and returns to the bounds before. */
  apart<Result>(step: () => Result): Result {
    const before = new Map(this.byExpression);
    const result = step();
    this.byExpression.clear();
    for (const [expression, bounds] of before) this.byExpression.set(expression, bounds);
    return result;
  }

  /** Adds a bound. Throws if no row can meet it and those before. */
  add(expression: string, op: Comparator, value: number | string): void {
    const before = this.byExpression.get(expression) ?? [];
    for (const one of before) {
      if (one.op === '=' && op === '=' && one.value !== value) throw new Ungrounded('one row cannot have both values');
      const [low, high] = op.startsWith('>') ? [value, one.value] : [one.value, value];
      const opposed = (op.startsWith('>') && one.op.startsWith('<')) || (op.startsWith('<') && one.op.startsWith('>'));
      if (opposed && op !== '<>' && one.op !== '<>' && low > high)
        throw new Ungrounded('one row cannot be in both ranges');
    }
    this.byExpression.set(expression, [...before, { op, value }]);
  }
}
