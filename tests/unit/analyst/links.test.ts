import { linksOf } from '../../../analyst/link/links';
import { nameMatch } from '../../../analyst/link/names';
import { tokenise } from '../../../analyst/link/tokens';
import { bikes, countries, staff } from './schemas';

describe('names', () => {
  it.each([
    ['the name itself', 'bike type', 'bike type', 'exact'],
    ['another form', 'bike types', 'bike type', 'stem'],
    ['beginnings glued together', 'life expectancy', 'lifeexp', 'glued'],
    ['all letters glued together', 'gdp per cap', 'gdppercap', 'exact'],
    ['another order', 'membership level', 'level of membership', 'exact'],
    ['the last word', 'name', 'dept name', 'part'],
    ['a misspelling', 'capacitty', 'capacity', 'misspelt'],
  ])('matches %s', (_, words, name, why) => {
    expect(nameMatch(words.split(' '), name.split(' '))?.why).toBe(why);
  });

  it('does not match when a word of the question is not in the name', () => {
    expect(nameMatch(['no', 'name'], ['name'])).toBeUndefined();
  });

  it('prefers the last word of a name to an earlier one', () => {
    const [last, first] = [nameMatch(['year'], ['birth', 'year']), nameMatch(['birth'], ['birth', 'year'])];
    expect(last?.score).toBeGreaterThan(first?.score ?? 1);
  });
});

const described = (question: string, schema = bikes()) =>
  linksOf(schema, tokenise(question)).map((link) => {
    if (!('choices' in link)) return `${link.type}:${link.type === 'op' ? link.operator.type : ''}`;
    const first = link.choices[0]?.to as { name?: string; column?: { name: string }; value?: unknown };
    return `${link.type}:${first.name ?? `${first.column?.name}=${String(first.value)}`}`;
  });

it('keeps every meaning of a word: a grain of time and a value', () => {
  expect(described('annual trips')).toEqual(
    expect.arrayContaining(['op:grain', 'val:member_type=annual', 'ent:trips']),
  );
});

it('links values by their plural, by a word for them and by a part of them', () => {
  expect(described('women', staff())).toContain('val:gender=F');
  expect(described('trips in the harbour')).toContain('val:district=Harbour');
});

it('links a business word to the column that means it, or computes it', () => {
  expect(described('how long')).toContain('col:started_at to ended_at');
  expect(described('earn', staff())).toContain('col:annual_salary');
  expect(described('life expectancy', countries())).toContain('col:lifeexp');
});

it('reads numbers with words for thousands', () => {
  expect(tokenise('over 50 million').at(-1)?.value).toBe(50_000_000);
});
