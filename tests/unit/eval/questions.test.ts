import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSets } from '../../../eval/questions';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'question-sets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(
  name: string,
  text = 'tables: tables\nquestions:\n  - ask: How many?\n    shape: count\n    gold: select 1\n',
) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'questions.yaml'), text);
}

it('reads all sets of a folder, or the given ones', () => {
  write('birds');
  write('cars');
  mkdirSync(join(folder, 'notes'));
  expect(readSets([], folder).map(({ name }) => name)).toEqual(['birds', 'cars']);
  expect(readSets(['cars'], folder)).toMatchObject([{ name: 'cars', tables: join(folder, 'cars/tables') }]);
});

it('reads a folder with questions as one set', () => {
  write('birds');
  expect(readSets([], join(folder, 'birds'))).toMatchObject([{ name: 'birds', questions: [{ ask: 'How many?' }] }]);
});

it('rejects missing sets and invalid questions', () => {
  expect(() => readSets([], join(folder, 'nowhere'))).toThrow('There are no question sets');
  write('birds');
  expect(() => readSets(['fish'], folder)).toThrow('There is no question set "fish". Available: birds.');
  write('birds', 'tables: tables\nquestions:\n  - ask: How many?\n    shape: count\n    golden: select 1\n');
  expect(() => readSets([], folder)).toThrow('golden');
});

it('reads a file of questions, and several folders and files', () => {
  write('birds');
  const file = join(folder, 'own.yaml');
  writeFileSync(file, 'questions:\n  - ask: How many?\n    rows: [[3, north]]\n');
  expect(readSets([], [join(folder, 'birds'), file])).toMatchObject([
    { name: 'birds' },
    { name: 'own', questions: [{ shape: 'question', rows: [[3, 'north']] }] },
  ]);
  expect(readSets([], file)[0]?.tables).toBeUndefined();
});

it('rejects two sets with one name', () => {
  write('birds');
  expect(() => readSets([], [join(folder, 'birds'), folder])).toThrow('two question sets "birds"');
});
