const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d).*)?$/;

type Label = (cell: string) => string;

const ofTime =
  (write: (year: string, month: number, day: string, hour: string, minute: string) => string): Label =>
  (cell) => {
    const [, year = '', month = '', day = '', hour = '00', minute = '00'] = TIME.exec(cell) ?? [];
    return year === '' ? cell : write(year, Number(month), day, hour, minute);
  };

/** How tables of answers write the cells of a CSV file: times by their grain, and yes and no. */
const LABELS: readonly Label[] = [
  (cell) => cell,
  ofTime((year, month, day) => `${year}-${String(month).padStart(2, '0')}-${day}`),
  ofTime((year, month) => `${MONTHS[month - 1]} ${year}`),
  ofTime((year, month) => `${year}-Q${Math.ceil(month / 3)}`),
  ofTime((year) => year),
  ofTime((year, month, day, hour) => `${year}-${String(month).padStart(2, '0')}-${day} ${hour}:00`),
  ofTime((year, month, day, hour, minute) => `${year}-${String(month).padStart(2, '0')}-${day} ${hour}:${minute}`),
  (cell) => ({ True: 'yes', False: 'no' })[cell] ?? cell,
  (cell) => cell.replace(/\.0$/, ''),
];

/**
 * How a column of a file is written, from its first cells as they are in the file and in the answer: as it is when the
 * answer writes it in another way. Cells without a value are `unknown` in some answers.
 */
export function labelLike(cells: readonly string[], texts: readonly string[]): Label {
  const label = LABELS.find((candidate) =>
    texts.every((text, index) => {
      const cell = cells[index] ?? '';
      return cell === '' ? text === '' || text === 'unknown' : candidate(cell).trim() === text;
    }),
  );
  const missing = texts.some((text, index) => text === 'unknown' && cells[index] === '') ? 'unknown' : '';
  return (cell) => (cell === '' ? missing : (label ?? ((one: string) => one))(cell));
}

/** Places of labels in time, where all of a column are months with years, or weekdays; undefined for other columns. */
export function timeOrder(cells: readonly string[]): ((cell: string) => number) | undefined {
  const month = (cell: string): number => {
    const [, name = '', year = ''] = /^([A-Z][a-z]{2}) (\d{4})$/.exec(cell) ?? [];
    return MONTHS.includes(name) ? Number(year) * 12 + MONTHS.indexOf(name) : Number.NaN;
  };
  const weekday = (cell: string): number => (WEEKDAYS.includes(cell) ? WEEKDAYS.indexOf(cell) : Number.NaN);
  const values = cells.filter((cell) => cell !== '' && cell !== 'unknown');
  return values.length === 0
    ? undefined
    : [month, weekday].find((order) => values.every((cell) => !Number.isNaN(order(cell))));
}
