const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const monthName = (month: string): string => {
  const name = MONTHS[Number(month) - 1] ?? '';
  return `(?:${name}|${name.slice(0, 3)})\\.?`;
};

/** Patterns of a label as answers spell it: times and ranges have many spellings. */
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
  const [, least] = /^(\d+)\+$/.exec(label) ?? [];
  if (least)
    return [`${least} ?\\+`, `${least} (?:or|and) (?:older|over|more|above|up)`, `(?:≥|>=|from|over) ?${least}`];
  return [plain];
}

/** Whether a text has a label, as words of their own. */
export const hasLabel = (text: string, label: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${spellings(label).join('|')})(?![\\p{L}\\p{N}])`, 'iu').test(text);
