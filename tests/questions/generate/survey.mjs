import { chance, csv } from './random.mjs';

const departments = [
  ['Engineering', 30, 0.3],
  ['Sales', 22, -0.2],
  ['Support', 20, -0.6],
  ['Finance', 12, 0.1],
  ['Marketing', 10, 0.2],
  ['HR', 6, 0.5],
];
const comments = [
  'More focus time, please',
  'Great team',
  'Canteen; prices',
  'Too many meetings',
  'Pay is "fair"',
  'Thanks!',
];

/** A wide table as a form tool exports it: odd names, German dates, semicolons, empty cells. */
export function survey() {
  const { random, integer, normal, pick, orNothing } = chance(2025);
  const rows = Array.from({ length: 480 }, (_, index) => {
    const department = pick(departments.map(([name, weight]) => [name, weight]));
    const mood = departments.find(([name]) => name === department)[2];
    const manager = random() < 0.16;
    const remote = pick([
      [0, 22],
      [1, 14],
      [2, 26],
      [3, 20],
      [4, 10],
      [5, 8],
    ]);
    const years = Math.max(0, Math.min(30, 6 + 4.5 * normal()));
    const score = 3.3 + mood + (manager ? 0.45 : 0) + 0.14 * remote - 0.02 * years + 0.9 * normal();
    const satisfaction = Math.max(1, Math.min(5, Math.round(score)));
    const day = new Date(Date.UTC(2025, 8, 8) + Math.floor(52 * random() * random()) * 86_400_000).toISOString();
    return {
      'Respondent ID': `R-${String(index + 1).padStart(4, '0')}`,
      'Age group': pick([
        ['18-24', 8],
        ['25-34', 34],
        ['35-44', 28],
        ['45-54', 19],
        ['55+', 11],
      ]),
      Department: department,
      'Is manager': manager ? 'yes' : 'no',
      'Years at company': years.toFixed(1),
      'Satisfaction (1-5)': orNothing(0.03, satisfaction),
      'Would recommend': random() < (satisfaction - 0.6) / 4.4 ? 'yes' : 'no',
      'Remote days': remote,
      'Commute minutes': orNothing(0.05, Math.max(2, Math.round(34 + 14 * normal()))),
      'Submitted on': `${day.slice(8, 10)}.${day.slice(5, 7)}.${day.slice(0, 4)}`,
      Comment: random() < 0.6 ? '' : comments[integer(0, comments.length - 1)],
    };
  });
  return { 'Employee Survey 2025.csv': csv(rows, ';') };
}
