/** What became of a program at one of the two places. */
export interface Outcome {
  /** Undefined: it ended well. */
  readonly error?: string;
  readonly outOfTime: boolean;
  readonly seconds: number;
  /** Names of the files that it left, or that were delivered. */
  readonly files: readonly string[];
}

/** Outside, where nothing saves a figure that the program leaves open. */
export interface Control extends Outcome {
  readonly openFigures: number;
}

export const KINDS = ['both pass', 'both fail', 'fails inside', 'fails outside', 'too slow'] as const;
export type Kind = (typeof KINDS)[number];

export interface Verdict {
  readonly kind: Kind;
  /** Files that were not delivered, by name; figures that are missing, by number. */
  readonly lost: readonly string[];
}

const PICTURE = /\.(png|svg|pdf|jpe?g)$/;

/** Of a program that passes at both places. */
function lostOf(inside: Outcome, control: Control): string[] {
  const files = control.files.filter((name) => !inside.files.includes(name));
  const figures = inside.files.filter((name) => PICTURE.test(name) && !control.files.includes(name)).length;
  const missing = control.openFigures - figures;
  return missing > 0 ? [...files, `${missing} of ${control.openFigures} open figures`] : files;
}

/** A program that ends for its time inside says nothing where it takes more than half of it outside, too. */
export function judge(inside: Outcome, control: Control, limitSeconds: number): Verdict {
  if (inside.outOfTime && (control.outOfTime || control.seconds > limitSeconds / 2))
    return { kind: 'too slow', lost: [] };
  if (control.outOfTime && inside.error === undefined) return { kind: 'too slow', lost: [] };
  if (inside.error !== undefined) return { kind: control.error === undefined ? 'fails inside' : 'both fail', lost: [] };
  if (control.error !== undefined) return { kind: 'fails outside', lost: [] };
  return { kind: 'both pass', lost: lostOf(inside, control) };
}
