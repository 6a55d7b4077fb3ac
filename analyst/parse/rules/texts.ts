import type { Columns } from '../meaning';
import { not, onSame } from './parts';
import { ruleBook } from './rule';

const { rules, rule } = ruleBook();
/** Conditions with texts, and with what is missing: *containing "x"*, *without a comment*. */
export const texts = rules;

rule('filter', 'col unk', 0, (on, text) => ({ k: 'text', mode: 'is', text, on }));
rule('filter', ':named unk', 0, (_, text) => ({ k: 'text', mode: 'is', text }));
rule('filter', 'unk', 0.2, (text) => ({ k: 'text', mode: 'is', text }));
rule('filter', 'col :named unk', 0, (on, _, text) => ({ k: 'text', mode: 'is', text, on }));
rule('filter', ':named val', 0, (_, values) => ({ k: 'value', values }));
for (const [word, mode] of [
  [':like', 'contains'],
  [':starts', 'starts'],
  [':ends', 'ends'],
] as const) {
  rule('filter', `${word} unk`, 0, (_, text) => ({ k: 'text', mode, text: String(text) }));
  rule('filter', `col ${word} unk`, 0, (on, _, text) => ({ k: 'text', mode, text: String(text), on: on as Columns }));
  rule('filter', `${word} unk col`, 0, (_, text, on) => ({ k: 'text', mode, text: String(text), on: on as Columns }));
}
rule('filter', 'col :not val', 0, (on, _, values) =>
  onSame(on, values).length > 0 ? not({ k: 'value', values: onSame(on, values), on }) : undefined,
);
rule('filter', 'col :not unk', 0, (on, _, text) => not({ k: 'text', mode: 'is', text, on }));
rule('filter', ':not filter', 0.05, (_, one) => not(one));
rule('filter', ':missing col', 0, (_, on) => ({ k: 'null', on }));
rule('filter', 'col :missing', 0, (on) => ({ k: 'null', on }));
rule('filter', ':not col', 0.12, (_, on) => ((on[0]?.score ?? 0) >= 0.75 ? { k: 'null', on } : undefined));
