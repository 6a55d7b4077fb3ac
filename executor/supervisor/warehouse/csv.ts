/**
 * Counts CSV records, which end at line ends outside quotes.
 * @param max the most records to count.
 * @returns the number of whole records in `text` and the position after the last one counted.
 */
export function countRecords(text: string, max: number): { readonly records: number; readonly end: number } {
  let records = 0;
  let end = 0;
  let quoted = false;
  let quote = text.indexOf('"');
  for (let line = text.indexOf('\n'); line >= 0 && records < max; line = text.indexOf('\n', line + 1)) {
    while (quote >= 0 && quote < line) {
      quoted = !quoted;
      quote = text.indexOf('"', quote + 1);
    }
    if (quoted) continue;
    records += 1;
    end = line + 1;
  }
  return { records, end };
}

/** The fields of the first record of `text`. */
export function firstRecord(text: string): string[] {
  const record = text.slice(0, countRecords(text, 1).end || text.length).replace(/\r?\n$/, '');
  const fields = record.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? [];
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}
