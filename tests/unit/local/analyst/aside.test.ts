import { tokenise, written } from '../../../../local/analyst/language/tokens';
import { asideOf } from '../../../../local/analyst/understand/aside';
import { markQuestion } from '../../../../local/analyst/understand/marks';
import { resolve } from '../../../../local/analyst/understand/resolve';
import { answerTo, shopSchema } from './shop';

const wordOf = (question: string, text: string) => {
  const schema = shopSchema();
  const words = resolve(markQuestion(schema, written(question), tokenise(written(question))), schema);
  const word = words.find((one) => one.lower === text);
  if (!word) throw new Error(`'${text}' is no word of its own in: ${question}`);
  return asideOf(word, words);
};

describe('a word that cannot narrow the question is left aside', () => {
  test.each([
    ['Who handled the most orders?', 'handled'],
    ['How many orders had a humidity above 25 micrograms?', 'micrograms'],
    ['How many customers never did anything on the site?', 'site'],
    ['How strong is the correlation of age and humidity?', 'strong'],
    ['How many members would choose us as an employer?', 'employer'],
    ['How many orders in 2025? How splendid is it?', 'splendid'],
  ])('%s: %s', (question, word) => {
    expect(wordOf(question, word)).toBeDefined();
  });

  test('what could matter is said as an assumption', () => {
    expect(answerTo('Who handled the most orders?')).toMatchObject({
      assumptions: expect.arrayContaining([expect.stringContaining("'handled' was taken")]),
    });
    expect(wordOf('Who handled the most orders?', 'handled')?.note).toContain("'handled' was taken");
  });
});

describe('a word that may narrow the question is not', () => {
  test.each([
    ['How many premium customers are there?', 'premium'],
    ['How many orders were returned?', 'returned'],
    ['How many orders does Zebra have?', 'zebra'],
    ['What is the wind speed of orders?', 'wind'],
    ['How many customers churned?', 'churned'],
    ['How many orders came from xqzv?', 'xqzv'],
  ])('%s: %s', (question, word) => {
    expect(wordOf(question, word)).toBeUndefined();
  });

  test('the refusal names it and says what can be asked', () => {
    const answer = answerTo('How many premium customers are there?');
    expect(answer).toEqual({ unanswerable: expect.stringMatching(/'premium'.*You can ask about customers \(/s) });
  });
});
