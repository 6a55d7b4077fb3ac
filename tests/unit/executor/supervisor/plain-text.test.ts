import { plain, plainText } from '../../../../executor/supervisor/plain-text';

it.each([
  ['line ends and tabs stay', 'a\tb\nc', 'a\tb\nc'],
  ['a carriage return, which would let a line be written over, ends it', 'a\r\nb\rc', 'a\nb\nc'],
  ['escape sequences lose what begins them', '\u001b[31mred\u009b0m', '[31mred0m'],
  ['halves of characters are replaced', 'a\ud83d b\ude00', 'a\ufffd b\ufffd'],
  ['other letters stay', 'ä € 漢 🙂', 'ä € 漢 🙂'],
])('%s', (_, text, expected) => {
  expect(plainText(text)).toBe(expected);
});

it('goes through lists, names and values', () => {
  const value = { 'a\u0007': ['b\u0000', 1, null, { c: 'd\u007f' }], e: true };
  expect(plain(value)).toEqual({ a: ['b', 1, null, { c: 'd' }], e: true });
});
