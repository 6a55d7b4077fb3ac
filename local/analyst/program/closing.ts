import { list, literal, type Python, python } from './python';

/** What every answer tells of its making. */
export interface Closing {
  /** The question as it was read, a sentence. */
  readonly reading: string;
  readonly assumptions: readonly string[];
}

/** Python: the last part of an answer, `closing(notes)`, with what the program itself found out. */
export const closingSource = ({ reading, assumptions }: Closing): Python => python`
READING = ${literal(reading)}
ASSUMPTIONS = ${list(assumptions.map((text) => literal(text)))}


def closing(*notes):
    """How the answer was computed, as markdown."""
    said = [f"- {note}" for note in notes if note]
    assumed = [f"- Assumed: {text}" for text in ASSUMPTIONS]
    written = "- No language model was used: the offline analyst wrote this program from the question and the schema."
    return "\\n".join(["", "**How it was computed**", f"- Read as: {READING}", *said, *assumed, written])
`;
