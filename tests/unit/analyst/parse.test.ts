import { Grammar, type Part, parse } from '../../../analyst/parse/chart';
import { read } from '../../../analyst/parse/read';
import { bikes } from './schemas';

const word = (cat: string, at: number, sem: unknown, cost = 0): Part => ({ cat, from: at, to: at + 1, cost, sem });

describe('the chart', () => {
  const grammar = new Grammar([
    { result: 'sum', parts: ['number'], cost: 0, build: ([one]) => one },
    { result: 'sum', parts: ['sum', 'plus', 'sum'], cost: 0.1, build: ([one, , other]) => Number(one) + Number(other) },
  ]);
  const words = [word('number', 0, 2), word('plus', 1, '+'), word('number', 2, 3)];

  it('builds the meaning of a whole from those of its parts', () => {
    expect(parse(grammar, words, [9, 9, 9], 'sum', 5)).toEqual([{ cat: 'sum', from: 0, to: 3, cost: 0.1, sem: 5 }]);
  });

  it('leaves out words at their price, the cheapest reading first', () => {
    const readings = parse(grammar, words, [0.5, 0.2, 0.3], 'sum', 5);
    expect(readings.map(({ sem, cost }) => [sem, Number(cost.toFixed(2))])).toEqual([
      [5, 0.1],
      [2, 0.5],
      [3, 0.7],
    ]);
  });

  it('has no reading that costs more than the limit', () => {
    expect(parse(grammar, words, [9, 9, 9], 'sum', 0.05)).toEqual([]);
  });

  it('keeps one of two equal meanings, the cheaper one', () => {
    const twice = [...words, word('number', 0, 2, 0.4)];
    expect(parse(grammar, twice, [9, 9, 9], 'sum', 5).map(({ sem }) => sem)).toEqual([5]);
  });

  it('drops a whole whose parts do not fit', () => {
    const never = new Grammar([{ result: 'sum', parts: ['number', 'plus'], cost: 0, build: () => undefined }]);
    expect(parse(never, words.slice(0, 2), [9, 9], 'sum', 5)).toEqual([]);
  });
});

describe('readings', () => {
  const first = (question: string) => read(bikes(), question).readings[0]?.meaning;

  it('counts the rows of a table that meet a condition', () => {
    expect(first('How many electric trips were there?')).toMatchObject({
      terms: [{ k: 'count', set: { conditions: [{ k: 'value' }] } }],
    });
  });

  it('has a comparison of the fare with a number', () => {
    expect(first('How many trips have a fare of more than 10?')?.terms[0]).toMatchObject({
      set: { conditions: [{ k: 'compare', op: '>', value: 10 }] },
    });
  });

  it('names the words that no table has', () => {
    expect(read(bikes(), 'How many purple trips were there?').unexplained).toEqual(['purple']);
  });

  it('corrects a word of the lexicon that is misspelt', () => {
    expect(first('Averege fare of trips')?.terms[0]).toMatchObject({ k: 'aggregate', op: 'avg' });
  });
});
