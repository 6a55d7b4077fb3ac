import { stripControlCharacters } from '../../../../client/cli/strip-control-characters';

describe('what is shown in a terminal', () => {
  it('has no commands for it, in texts and in names', () => {
    const job = { answer: 'a\x1b]0;title\x07b\x9b2J', values: { 'x\x1b[2J': 1 }, warnings: ['one\r\ntwo\rthree'] };
    expect(stripControlCharacters(job)).toEqual({
      answer: 'a]0;titleb2J',
      values: { 'x[2J': 1 },
      warnings: ['one\ntwothree'],
    });
  });

  it('keeps lines, tabs, figures and other letters', () => {
    const value = ['a\n\tb', 1.5, null, true, 'Größe – 1 €, 日本'];
    expect(stripControlCharacters(value)).toEqual(value);
  });
});
