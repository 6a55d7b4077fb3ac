import { basesOf, isEnglish, isKindOf, kinship, opposite } from '../../../../local/analyst/language/lexicon';
import { abbreviates, isAct, nearMiss, sameWord, singular, tellsApart } from '../../../../local/analyst/language/words';

describe('forms of words', () => {
  test.each([
    ['led', 'lead'],
    ['bought', 'buy'],
    ['readings', 'reading'],
    ['travelled', 'travel'],
  ] as const)('%s is a form of %s', (form, base) => {
    expect(sameWord(form, base)).toBe(true);
  });

  test.each([
    ['people', 'person'],
    ['categories', 'category'],
    ['status', 'status'],
    ['uuids', 'uuid'],
  ])('the singular of %s is %s', (plural, single) => {
    expect(singular(plural)).toBe(single);
  });

  test('a word of no language has no base and is not English', () => {
    expect(basesOf('xqzv', 'noun')).toEqual([]);
    expect(isEnglish('xqzv')).toBe(false);
  });
});

describe('relatives of words', () => {
  test.each([
    ['humid', 'humidity', 'derived'],
    ['satisfied', 'satisfaction', 'derived'],
    ['remotely', 'remote', 'derived'],
    ['respond', 'respondent', 'derived'],
    ['departmental', 'department', 'derived'],
    ['heavy', 'weight', 'attribute'],
    ['wage', 'salary', 'synonym'],
    ['wind', 'humidity', undefined],
  ] as const)('%s and %s: %s', (left, right, expected) => {
    expect(kinship(left, right)).toBe(expected);
  });

  test.each([
    ['outdoors', 'indoor', true],
    ['inactive', 'active', true],
    ['unpaid', 'paid', true],
    ['purchases in', 'purchase', false],
    ['purchase', 'paid', false],
  ] as const)('that %s is the contrary of %s is %s', (left, right, expected) => {
    expect(opposite(left, right)).toBe(expected);
  });

  test('a microgram is a unit, a station is none', () => {
    expect(isKindOf('micrograms', ['unit_of_measurement'])).toBe(true);
    expect(isKindOf('station', ['unit_of_measurement'])).toBe(false);
  });
});

describe('short and misspelled names', () => {
  test.each([
    ['dest', 'destination', true],
    ['qty', 'quantity', true],
    ['mgr', 'managers', true],
    ['rate', 'rating', false],
    ['xyz', 'destination', false],
  ] as const)('that %s is short for %s is %s', (short, word, expected) => {
    expect(abbreviates(short, word)).toBe(expected);
  });

  test('a slip of the pen is one only where it makes no other word', () => {
    expect(nearMiss('corelation', 'correlation')).toBe(true);
    expect(nearMiss('dates', 'rates')).toBe(false);
    expect(nearMiss('house', 'horse')).toBe(false);
  });
});

describe('verbs', () => {
  test.each(['handled', 'sent', 'carried'])('%s tells nothing apart', (verb) => {
    expect(isAct(verb)).toBe(true);
  });

  test.each(['cancelled', 'returned', 'won', 'rejected', 'reopened'])(
    '%s tells some rows apart from others',
    (verb) => {
      expect(tellsApart(verb)).toBe(true);
      expect(isAct(verb)).toBe(false);
    },
  );

  test('a noun in -ing is no verb', () => {
    expect(isAct('marketing')).toBe(false);
  });
});
