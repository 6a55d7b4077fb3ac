import type { RunResult } from '../ports';
import { TAIL_CHARACTERS } from '../sandbox/output-tail';

const PRINTED = 'The program did not call answer(): what it printed is shown instead.';
const CUT = `The program printed more: only the last ${TAIL_CHARACTERS.toLocaleString('en-US')} characters are shown.`;
const MIN_FENCE = 3;

/**
 * The result with the printed text as its answer, where a program ended without one. It is a block of code, so that
 * columns stay aligned and nothing in it is read as Markdown.
 */
export function withPrintedAnswer(result: RunResult): RunResult {
  const printed = result.stdout.replace(/^\s*\n|\s+$/g, '');
  if (result.failure || result.answer?.trim() || !printed) return result;
  const longest = Math.max(0, ...(printed.match(/`+/g) ?? []).map((run) => run.length));
  const cut = result.stdout.length >= TAIL_CHARACTERS ? [CUT] : [];
  const fence = '`'.repeat(Math.max(MIN_FENCE, longest + 1));
  return { ...result, answer: `${fence}\n${printed}\n${fence}`, warnings: [PRINTED, ...cut, ...result.warnings] };
}
