const irregular: Readonly<Record<string, string>> = {
  ...{ men: 'man', women: 'woman', people: 'person', children: 'child', mice: 'mouse', feet: 'foot', data: 'data' },
  ...{ bought: 'buy', sold: 'sell', paid: 'pay', spent: 'spend', sent: 'send', made: 'make', came: 'come', went: 'go' },
  ...{ took: 'take', taken: 'take', gave: 'give', given: 'give', left: 'leave', won: 'win', lost: 'lose', ran: 'run' },
  ...{ said: 'say', wrote: 'write', written: 'write', chose: 'choose', chosen: 'choose', drove: 'drive', rode: 'ride' },
  ...{ got: 'get', had: 'have', has: 'have', was: 'be', were: 'be', is: 'be', are: 'be', did: 'do', does: 'do' },
  ...{ series: 'series', status: 'status', analyses: 'analysis', indices: 'index', criteria: 'criterion' },
  ...{ aged: 'age', ages: 'age' },
  ...{ lives: 'life', wives: 'wife', knives: 'knife', shelves: 'shelf', halves: 'half', leaves: 'leave', gas: 'gas' },
  ...{ bus: 'bus', buses: 'bus', statuses: 'status', bonus: 'bonus', campus: 'campus', virus: 'virus', news: 'news' },
};

/** The singular of an English noun, lower case; what is no plural comes back as it is. */
export const singular = (word: string): string => {
  const known = irregular[word];
  if (known) return known;
  if (word.length < 4 || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s')) return word.slice(0, -1);
  return word;
};

const undouble = (stem: string): string[] => (/([bdfglmnprt])\1$/.test(stem) ? [stem.slice(0, -1)] : []);

/**
 * The base forms that an English word may have: `purchased` may come from purchas or purchase,
 * `shipping` from shipp, ship or shippe. The word itself is the first.
 */
export const baseForms = (word: string): readonly string[] => {
  const forms = new Set([word, singular(word)]);
  const known = irregular[word];
  if (known) return [word, known];
  for (const ending of ['ed', 'ing', 'er', 'ers', 'or', 'ors']) {
    const stem = word.slice(0, -ending.length);
    if (word.endsWith(ending) && stem.length >= 3) {
      for (const form of [stem, `${stem}e`, ...undouble(stem)]) forms.add(form);
      if (stem.endsWith('i')) forms.add(`${stem.slice(0, -1)}y`);
    }
  }
  if (word.endsWith('ise') || word.endsWith('ised')) forms.add(word.replace(/ise(d?)$/, 'ize$1'));
  if (word.includes('our')) forms.add(singular(word.replace('our', 'or')));
  return [...forms];
};

/** Whether two words are forms of one: click and clicked, category and categories, favourite and favorite. */
export const sameWord = (left: string, right: string): boolean => {
  if (left === right) return true;
  const forms = new Set(baseForms(left));
  return baseForms(right).some((form) => form.length > 2 && forms.has(form));
};

/** Edits between two words (insert, delete, replace, swap of neighbours), or more than `most`. */
export const editDistance = (left: string, right: string, most = 3): number => {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[right.length] ?? most + 1;
};

/** Whether a word is so near another that it is taken for a slip of the pen. */
export const nearMiss = (left: string, right: string): boolean => {
  const length = Math.min(left.length, right.length);
  if (length < 5 || left[0] !== right[0]) return false;
  const most = length >= 9 ? 2 : 1;
  return editDistance(left, right, most) <= most;
};
