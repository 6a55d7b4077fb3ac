import { baseForms } from './words';

/** Words that people use for one another. A word may stand in several groups; groups do not add up. */
const groups: readonly (readonly string[])[] = [
  ['user', 'customer', 'client', 'member', 'subscriber', 'shopper', 'visitor', 'account'],
  ['person', 'user', 'customer', 'respondent', 'participant', 'employee', 'patient', 'member', 'people'],
  ['respondent', 'participant', 'answerer', 'interviewee'],
  ['employee', 'staff', 'worker', 'personnel', 'colleague'],
  ['buyer', 'customer', 'shopper', 'purchaser'],
  ['item', 'product', 'article', 'good', 'goods', 'merchandise'],
  ['buy', 'purchase', 'order', 'shop'],
  ['sale', 'order', 'purchase', 'transaction'],
  ['interaction', 'event', 'activity', 'action'],
  ['reading', 'measurement', 'observation', 'sample', 'record'],
  ['sensor', 'device', 'meter', 'probe', 'instrument', 'detector'],
  ['revenue', 'sales', 'turnover', 'proceeds', 'takings', 'amount', 'total', 'income'],
  ['amount', 'value', 'total', 'sum', 'worth', 'price'],
  ['spend', 'amount', 'total', 'spending', 'expenditure'],
  ['price', 'cost', 'charge', 'fee'],
  ['salary', 'wage', 'pay', 'income', 'earning', 'compensation'],
  ['quantity', 'qty', 'unit', 'piece', 'volume'],
  ['date', 'day', 'time', 'timestamp', 'datetime'],
  ['city', 'town', 'municipality'],
  ['region', 'area', 'territory', 'zone'],
  ['location', 'place', 'site', 'room', 'station'],
  ['temperature', 'temp'],
  ['humidity', 'moisture'],
  ['department', 'dept', 'division', 'team', 'unit'],
  ['rating', 'score', 'grade', 'mark', 'review'],
  ['satisfaction', 'satisfied', 'happiness', 'happy'],
  ['type', 'kind', 'category', 'class'],
  ['category', 'group', 'genre', 'segment'],
  ['status', 'state'],
  ['refund', 'return', 'reimbursement'],
  ['shop', 'store', 'branch', 'outlet'],
  ['duration', 'length', 'time'],
  ['weight', 'mass'],
  ['email', 'mail'],
  ['phone', 'telephone', 'mobile'],
  ['channel', 'source', 'medium'],
  ['plan', 'tier', 'subscription'],
  ['education', 'schooling', 'degree'],
  ['vendor', 'supplier', 'seller', 'merchant'],
  ['car', 'vehicle', 'automobile'],
  ['ticket', 'case', 'issue', 'request'],
  ['class', 'course', 'lesson'],
  ['student', 'pupil', 'learner'],
  ['flight', 'trip', 'journey', 'ride'],
  ['discount', 'rebate', 'reduction'],
  ['profit', 'margin', 'gain'],
  ['churn', 'churned', 'cancelled', 'leave', 'attrition'],
  ['comment', 'feedback', 'remark'],
  ['cart', 'basket', 'bag'],
  ['signup', 'registration', 'registered', 'joined', 'join'],
];

const index = new Map<string, Set<string>>();
for (const group of groups) {
  for (const word of group) {
    const known = index.get(word) ?? new Set<string>();
    for (const other of group) known.add(other);
    index.set(word, known);
  }
}

/** Whether people use one word for the other, in any of their forms. */
export const synonymous = (left: string, right: string): boolean => {
  const rights = baseForms(right);
  return baseForms(left).some((form) => {
    const known = index.get(form);
    return known !== undefined && rights.some((other) => known.has(other));
  });
};

/** What an adjective compares: `older` is about an age. Candidates in order; the first one a table has counts. */
export interface Comparative {
  readonly concepts: readonly string[];
  /** Whether more of it is meant by the adjective. */
  readonly more: boolean;
}

const adjectives: readonly (readonly [forms: string, concepts: string, more: boolean])[] = [
  ['old older oldest elder eldest', 'age birthdate birthday birth year founded', true],
  ['young younger youngest', 'age birthdate birthday birth', false],
  ['expensive pricier priciest costlier costliest dear dearest', 'price cost amount total fee', true],
  ['cheap cheaper cheapest', 'price cost amount total fee', false],
  ['heavy heavier heaviest', 'weight mass', true],
  ['lighter lightest', 'weight mass', false],
  ['long longer longest', 'duration length minutes seconds hours runtime distance', true],
  ['shorter shortest', 'duration length minutes seconds hours runtime height distance', false],
  ['hot hotter hottest warm warmer warmest', 'temperature temp heat', true],
  ['cold colder coldest cool cooler coolest', 'temperature temp', false],
  ['humid wetter wettest', 'humidity moisture rain precipitation', true],
  ['dry drier driest', 'humidity moisture rain precipitation', false],
  ['tall taller tallest', 'height size', true],
  ['big bigger biggest large larger largest', 'size amount total population quantity area revenue', true],
  ['small smaller smallest', 'size amount total population quantity area', false],
  ['fast faster fastest', 'speed velocity', true],
  ['slow slower slowest', 'speed velocity', false],
  ['rich richer richest', 'income salary wealth revenue balance', true],
  ['poor poorer poorest', 'income salary wealth balance', false],
  ['satisfied happier happiest', 'satisfaction rating score', true],
  ['far farther farthest furthest', 'distance', true],
  ['loud louder loudest noisier noisiest', 'noise volume loudness', true],
];

const comparatives = new Map<string, Comparative>();
for (const [forms, concepts, more] of adjectives) {
  for (const form of forms.split(' ')) comparatives.set(form, { concepts: concepts.split(' '), more });
}

/** What the adjective is about, whichever its degree; undefined when it is none that is known. */
export const comparative = (word: string): Comparative | undefined => comparatives.get(word);
export const isComparative = (word: string): boolean => word.endsWith('er') || word.endsWith('ier');
export const isSuperlative = (word: string): boolean => word.endsWith('est');

/** Sets of spellings of one value, each of use only in a column about that subject. */
export const valueSpellings: readonly { readonly about: readonly string[]; readonly spellings: readonly string[] }[] = [
  { about: ['gender', 'sex'], spellings: ['f', 'female', 'woman', 'women', 'w', 'girl', 'lady', 'ladies', 'females'] },
  { about: ['gender', 'sex'], spellings: ['m', 'male', 'man', 'men', 'boy', 'gentleman', 'males', 'guys'] },
  { about: ['gender', 'sex'], spellings: ['d', 'x', 'nb', 'diverse', 'nonbinary', 'non-binary', 'other'] },
];
