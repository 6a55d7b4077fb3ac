/** A word, a name or a number: what stands between spaces and the punctuation of ASCII. */
const WORD = /[^\s!-/:-@[-^`{-~]+/gu;
/** Words that were left out, with the punctuation between them: its number could show what they were. */
const OMISSIONS = /…(?:[!-/:-@[-^`{-~]+…)+/gu;

/** Words that messages of Python, its libraries and the warehouse are made of, with those of the instructions. */
const MESSAGES = `
ArithmeticError AssertionError AttributeError ImportError IndentationError IndexError IndexingError IntCastingNaNError
KeyError LinAlgError MemoryError MergeError ModuleNotFoundError NameError NoAnswer NotImplementedError OSError
OverflowError QueryError QueryRefused RecursionError RuntimeError SyntaxError SystemExit TabError TypeError
UnboundLocalError UndefinedVariableError UnicodeDecodeError ValueError ZeroDivisionError
access accepts aggregate ambiguous amount appear argument arguments array assigned associated attribute beyond bool bounds
broadcast bytes call callable cannot cast character clause closed comma compare contain contains context convert
converting could dict did dimension dimensions directory division does duplicate during element elements ended error
exceeds exception exist exists exit expected expression failed file finite float forgot found function got handled
implemented import incompatible indent index indexer indices inferred infinity input instance instances int integer
integers invalid item iterable key keys keyword label labels length lengths limit line literal local mean memory missing
mixed module most multiple name named near negative never NoneType not null number numeric object operand operands
operation operator option out overflow overlap parameter parse perhaps positional possible prevent py recent reference
refused reindex relation required scalar sequence series shape shapes size str string subquery subscriptable support
supported syntax timestamp tuple type types unexpected unhashable unindent unique unknown unmatched unpack unrecognized
unsupported unterminated valid value values variable wrong zero
`;

/**
 * The text with `…` for each word that the reader does not have from these texts. A message can have any value that its
 * program read; this way it shows nothing new but which of the known words it has.
 */
export function onlyKnownWords(text: string, known: readonly string[]): string {
  const words = new Set([MESSAGES, ...known].flatMap((one) => one.toLowerCase().match(WORD) ?? []));
  return text.replace(WORD, (word) => (words.has(word.toLowerCase()) ? word : '…')).replace(OMISSIONS, '…');
}
