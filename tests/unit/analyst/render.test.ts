import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conditionOf, restrictionOf } from '../../../analyst/render/phrases';
import { literal, program } from '../../../analyst/render/python';
import { unitOf, withoutUnit } from '../../../analyst/render/units';
import type { Column } from '../../../analyst/schema/model';

const column = (name: string, more: Partial<Column> = {}): Column =>
  ({ name, table: 't', kind: 'number', words: name.split('_'), description: '', values: [], ...more }) as Column;

describe('conditions in words', () => {
  it.each([
    [[], '', ''],
    [['in 2025'], ' in 2025', ' in 2025'],
    [['country is Spain'], ' (country is Spain)', ' whose country is Spain'],
    [['age over 30'], ' (age over 30)', ' with age over 30'],
    [['cancelled'], ' (cancelled)', ' (cancelled)'],
    [['city is Bern or city is Basel'], ' (city is Bern or city is Basel)', ' (city is Bern or city is Basel)'],
    [['age over 30', 'in 2025'], ' (age over 30, in 2025)', ' (age over 30, in 2025)'],
  ])('%j follows a figure as "%s", and a noun as "%s"', (where, figure, noun) => {
    expect(conditionOf(where)).toBe(figure);
    expect(restrictionOf(where)).toBe(noun);
  });
});

describe('units', () => {
  it.each([
    ['height_cm', 'cm', 'average height'],
    ['temperature_c', '°C', 'average temperature'],
    ['age', 'years', 'average age'],
    ['minutes', 'minutes', 'average minutes'],
    ['c', '', 'average c'],
    ['score', '', 'average score'],
  ])('of %s: %s, and its label is "%s"', (name, unit, label) => {
    expect(unitOf(column(name))).toBe(unit);
    expect(withoutUnit(`average ${name.replaceAll('_', ' ')}`, column(name))).toBe(label);
  });

  it('come from the description, and never from an identifier or a text', () => {
    expect(unitOf(column('amount', { description: 'The price in euros.' }))).toBe('EUR');
    expect(unitOf(column('trip_km', { kind: 'text' }))).toBe('');
  });
});

describe('the parameters of a program', () => {
  it('become literals of Python, and keep their types', () => {
    expect(literal({ 'a"\n': [null, true, -1.5, 'é\u202e'] })).toBe('{"a\\"\\n": [None, True, -1.5, "é\\u202e"]}');
    expect(program('text', { TEXT: 'Two\nlines' })).toContain('TEXT = """Two\nlines"""\n');
  });

  it('are all that the program has, and no others', () => {
    expect(() => program('text', {})).toThrow('The parameters of text.py differ: TEXT.');
    expect(() => program('text', { TEXT: '', MORE: 1 })).toThrow('The parameters of text.py differ: MORE.');
  });
});

it('no program for an ordinary question has more than 40 lines after its parameters', () => {
  const folder = join(__dirname, '../../../analyst/programs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.py') && name !== 'model.py');
  const lines = names.map((name): [string, number] => {
    const code = readFileSync(join(folder, name), 'utf8').split('# end of parameters\n')[1] ?? '';
    return [name, code.split('\n').filter((line) => line.trim() !== '').length];
  });
  expect(lines.filter(([, count]) => count === 0 || count > 40)).toEqual([]);
});
