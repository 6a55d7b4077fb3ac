import { examples } from './guide';
import { isEnglish } from './lexicon/forms';
import { vocabulary } from './lexicon/lexicon';
import { linksOf } from './link/links';
import { tokenise } from './link/tokens';
import type { Schema } from './schema/model';

const WRITES =
  /^\W*(please |can you |could you |now )*(delete|drop|update|insert|set|change|modify|remove|rename|truncate|alter|calibrate|overwrite|edit|erase|reset|add|append|send|e-?mail|mail|post|import|upload|create (a |the )?(table|row|record|user|index))\b/i;
const FORECASTS =
  /^\W*will\b|\b(forecast|will (there |it |we |they )?(be|have|sell|buy|get|grow|reach|earn|make|become|happen|come)|next (week|month|quarter|year|season|day)|tomorrow|in the future|going to|how many .* will)\b/i;
const CAUSES =
  /^\W*why\b|\b(what (caused|causes|explains|led to the|is behind|made)|how come|reason (for|why|behind) (the|our|this|that|their)|because of what)\b/i;
const MAX_WORDS = 45;

const names = (tables: readonly { readonly name: string }[]): string => tables.map(({ name }) => name).join(', ');

/** What is there to ask about, as the end of a refusal. */
export function suggestions(schema: Schema): string {
  const [first, second] = examples(schema);
  const example = [first, second]
    .filter(Boolean)
    .map((one) => `"${one}"`)
    .join(' or ');
  return `The tables are ${names(schema.tables)}.${example ? ` You can ask, for example: ${example}.` : ''}`;
}

/** Why a question is not one for the analyst, whatever the tables have. */
export function refuse(schema: Schema, question: string): string | undefined {
  if (WRITES.test(question)) return 'Data is only read here, never changed.';
  if (FORECASTS.test(question)) return 'The tables say what was, not what will be; forecasts are not made here.';
  if (CAUSES.test(question)) return 'The tables do not say why. Compare groups or periods instead.';
  const words = tokenise(question).filter(({ kind }) => kind === 'word');
  const linked = new Set(
    linksOf(schema, words).flatMap(({ from, to, score, type }) =>
      score > 0.7 && type !== 'unk' ? Array.from({ length: to - from }, (_, at) => from + at) : [],
    ),
  );
  const foreign = words.filter(
    ({ lower }, at) =>
      !isEnglish(lower) && !vocabulary.has(lower) && !linked.has(at) && !/^\p{Lu}/u.test(words[at]?.text ?? ''),
  );
  if (words.length >= 3 && foreign.length >= words.length / 2) return 'The offline analyst reads English only.';
  if (words.length > MAX_WORDS)
    return 'This is more than the offline analyst can do; connect a model, or ask one question at a time.';
  return undefined;
}
