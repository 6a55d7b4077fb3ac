import { agrees, figureOf, figuresIn } from '../../../eval/figures';
import { hasLabel } from '../../../eval/labels';

test.each([
  ['**1,234.5** €', [1234.5]],
  ['from 18-29, 3 of them', [18, 29, 3]],
  ['r = -0.86, p < 1.2e-5', [-0.86, 1.2e-5]],
  ['about 1.2 million and 3k rows', [1_200_000, 3000]],
  ['−12.5 %, $7.', [-12.5, 7]],
  ['feature1 of item12', []],
])('%s has the numbers %j', (text, numbers) => {
  expect(figuresIn(text).map(({ value }) => value)).toEqual(numbers);
});

describe('a figure agrees with the gold figure', () => {
  const agreesWith = (text: string, gold: number, share = false) =>
    figuresIn(text).some((figure) => agrees(figure, gold, share));

  it('if it is rounded, and not if it differs', () => {
    expect(agreesWith('5.91', 5.9138)).toBe(true);
    expect(agreesWith('5.92', 5.9138)).toBe(false);
    expect(agreesWith('6', 5.9138)).toBe(false);
  });

  it('if it is an equal count', () => {
    expect(agreesWith('1,000', 1004)).toBe(false);
    expect(agreesWith('1.2 million', 1_204_117)).toBe(true);
    expect(agreesWith('212', 212)).toBe(true);
  });

  it('as a percentage if it is a share', () => {
    expect(agreesWith('27.1 %', 0.2714, true)).toBe(true);
    expect(agreesWith('27.1 %', 0.2714)).toBe(false);
    expect(agrees(figureOf(0.2714), 0.2714, true)).toBe(true);
  });

  it('with the same sign only', () => expect(agreesWith('0.86', -0.8639)).toBe(false));
});

test.each([
  ['| April 2026 | 865 |', '2026-04'],
  ['in Q3 2025', '2025-Q3'],
  ['on 28 Feb 2026', '2026-02-28'],
  ['60 or older', '60+'],
  ['18–29', '18-29'],
  ['**ÖSTERREICH**', 'Österreich'],
])('%s has the label %s', (text, label) => expect(hasLabel(text, label)).toBe(true));

test('a label matches whole words only', () => expect(hasLabel('Melbourne', 'M')).toBe(false));
