/** Lines of a failure's text that ask for another program; they say nothing about what went wrong. */
const advice = /^(correct it|find the cause|hand in|printed before that|standard error|traceback|file ["'])/i;
/** `QueryError: relation "x" does not exist`: how a failure names itself. */
const named = /^\s*[\w.]*(error|exception|refused|failure|exit|limit|memory|timeout)\w*\s*:/i;

/**
 * What went wrong, in one line of at most 300 characters, from the text that a failed program is sent back with: the
 * first line that names an error, else the first that says anything but what is to be done next.
 */
export const causeOf = (text: string): string => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !advice.test(line));
  return (lines.find((line) => named.test(line)) ?? lines[0] ?? 'no reason').slice(0, 300);
};
