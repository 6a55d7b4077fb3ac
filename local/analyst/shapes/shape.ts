import type { Schema } from '../schema/model';
import type { Aspect } from '../understand/coverage';
import type { Notes } from '../understand/notes';
import type { Sentence } from '../understand/pattern';
import type { Reading } from '../understand/reading';

/** A program with what it is going to do. */
export interface Draft {
  readonly plan: string;
  readonly program: string;
}

/** What a shape is chosen and drafted from. */
export interface Context {
  readonly question: string;
  readonly schema: Schema;
  readonly notes: Notes;
  /** The words of the question; none of them is understood yet. */
  readonly sentence: Sentence;
  /** The question as read by the general grammar. */
  readonly reading: Reading;
  /** Leave out what is not needed: a program before this one failed. */
  readonly simple: boolean;
}

/** A shape of questions: when one has it, and how its program is made. */
export interface Shape {
  readonly name: string;
  readonly fits: (context: Context) => boolean;
  /** Nothing, or problems in the notes: there is no such program. */
  readonly draft: (context: Context) => Draft | undefined;
  /** Its words are read by the general grammar. */
  readonly general: boolean;
  /** What it makes use of in a reading by the general grammar, when its draft is made. */
  readonly uses: { readonly aspects: readonly Aspect[]; readonly intents: readonly string[] };
}
