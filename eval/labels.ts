const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const monthName = (month: string): string => {
  const name = MONTHS[Number(month) - 1] ?? '';
  return `(?:${name}|${name.slice(0, 3)})\\.?`;
};

/** Patterns for the spellings of a label in answers, such as those of times and ranges. */
function spellings(label: string): string[] {
  const plain = escaped(label);
  const [, year = '', month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(label) ?? [];
  if (day) {
    const short = `0?${Number(day)}`;
    const name = monthName(month ?? '');
    return [plain, `${short}\\.? ${name},? ${year}`, `${name} ${short},? ${year}`, `${day}\\.${month}\\.${year}`];
  }
  if (month) return [`${plain}(?:-01)?`, `${monthName(month)} ${year}`];
  const [, ofYear, quarter] = /^(\d{4})-(Q\d)$/.exec(label) ?? [];
  if (quarter) return [`${ofYear}[- ]?${quarter}`, `${quarter}[ /]${ofYear}`];
  const [, from, to] = /^(\d+)-(\d+)$/.exec(label) ?? [];
  if (from) return [`${from} ?(?:-|–|to|and) ?${to}`, `\\[${from}, ${to}\\]`];
  const [, lower] = /^(\d+)\+$/.exec(label) ?? [];
  if (lower)
    return [`${lower} ?\\+`, `${lower} (?:or|and) (?:older|over|more|above|up)`, `(?:≥|>=|from|over) ?${lower}`];
  return [plain];
}

/** Whether a text contains a label as whole words. */
export const hasLabel = (text: string, label: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${spellings(label).join('|')})(?![\\p{L}\\p{N}])`, 'iu').test(text);
