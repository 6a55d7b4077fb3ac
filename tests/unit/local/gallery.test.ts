import { type Control, judge, type Outcome } from '../../gallery/verdict';

const inside = (changes: Partial<Outcome> = {}): Outcome => ({ outOfTime: false, seconds: 1, files: [], ...changes });
const outside = (changes: Partial<Control> = {}): Control => ({ ...inside(), openFigures: 0, ...changes });

describe('the gallery', () => {
  it.each([
    ['both pass', {}, {}],
    ['fails inside', { error: 'PermissionError' }, {}],
    ['fails outside', {}, { error: 'PermissionError' }],
    ['both fail', { error: 'PermissionError' }, { error: 'PermissionError' }],
    ['fails inside', { error: 'out_of_time', outOfTime: true }, { seconds: 29 }],
    ['too slow', { error: 'out_of_time', outOfTime: true }, { seconds: 31 }],
    ['too slow', { error: 'out_of_time', outOfTime: true }, { error: 'longer', outOfTime: true }],
    ['too slow', {}, { error: 'longer', outOfTime: true }],
  ] as const)('says %s of %j inside and %j outside', (kind, within, without) => {
    expect(judge(inside(within), outside(without), 60)).toEqual({ kind, lost: [] });
  });

  it.each([
    ['nothing', ['a.png', 'b/c.csv'], 0, ['a.png', 'b/c.csv'], []],
    ['a file by its name', ['a.png', 'b/c.csv'], 0, ['a.png'], ['b/c.csv']],
    ['no figure where each open one has a picture', ['a.png'], 2, ['a.png', 'figure-1.png', 'figure-2.png'], []],
    [
      'the figures that have none',
      [],
      25,
      Array.from({ length: 20 }, (_, i) => `figure-${i}.png`),
      ['5 of 25 open figures'],
    ],
    ['a figure that only a saved one stands for', ['a.png'], 1, ['a.png'], ['1 of 1 open figures']],
    ['a figure that only a file of data stands for', [], 1, ['figure.csv'], ['1 of 1 open figures']],
  ])('misses %s', (_, files, openFigures, delivered, lost) => {
    expect(judge(inside({ files: delivered }), outside({ files, openFigures }), 60)).toEqual({
      kind: 'both pass',
      lost,
    });
  });
});
