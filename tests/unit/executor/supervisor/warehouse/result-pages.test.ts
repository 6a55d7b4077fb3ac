import { ResultPages } from '../../../../../executor/supervisor/warehouse/result-pages';

const columns = [
  { name: 'id', type: 'int4' },
  { name: 'note', type: 'varchar' },
];
const highLimits = { statements: 1, rows: 1000, bytes: 100_000 };
const read = (chunks: string[], limits = highLimits, more = false) => {
  const pages = new ResultPages(columns, limits);
  for (const chunk of chunks) pages.add(chunk);
  const { rows, bytes, truncated, pages: buffers } = pages.finish(more);
  return { rows, bytes, truncated, text: Buffer.concat(buffers).toString() };
};

it('removes the header', () => {
  expect(read(['id,note\r\n1,a\r\n2,b\r\n'])).toEqual({ rows: 2, bytes: 10, truncated: false, text: '1,a\r\n2,b\r\n' });
});

it('counts no rows in a result of only the header', () => {
  expect(read(['id,note\r\n'])).toMatchObject({ rows: 0, text: '', truncated: false });
});

it('recognizes a quoted header', () => {
  expect(read(['"id","note"\n1,a\n'])).toMatchObject({ rows: 1 });
});

it('counts a line end in quotes as part of its row', () => {
  expect(read(['id,note\n1,"a\nb ""c""\n"\n2,d\n'])).toMatchObject({ rows: 2 });
});

it('joins rows that chunks split', () => {
  expect(read(['id,no', 'te\n1,"a\n', 'b"\n2,', 'c\n'])).toMatchObject({ rows: 2, text: '1,"a\nb"\n2,c\n' });
});

it('terminates the last row', () => {
  expect(read(['id,note\n1,a'])).toMatchObject({ rows: 1, text: '1,a\n' });
});

it('counts an empty line, which is a row of one null', () => {
  const pages = new ResultPages([{ name: 'n', type: 'int4' }], highLimits);
  pages.add('n\n\n5\n');
  expect(pages.finish(false)).toMatchObject({ rows: 2, pages: [Buffer.from('\n5\n')] });
});

it('truncates at the row limit', () => {
  expect(read(['id,note\n1,a\n2,b\n', '3,c\n'], { ...highLimits, rows: 2 })).toMatchObject({
    rows: 2,
    truncated: true,
  });
  expect(read(['id,note\n1,a\n2,b\n3,c\n'], { ...highLimits, rows: 2 })).toMatchObject({ rows: 2, truncated: true });
  expect(read(['id,note\n1,a\n2,b\n'], { ...highLimits, rows: 2 }, true)).toMatchObject({ rows: 2, truncated: true });
});

it('is not truncated by exactly as many rows', () => {
  expect(read(['id,note\n1,a\n2,b\n'], { ...highLimits, rows: 2 })).toMatchObject({ rows: 2, truncated: false });
});

it('truncates to whole rows at the byte limit, in UTF-8', () => {
  expect(read(['id,note\n1,ää\n2,ää\n'], { ...highLimits, bytes: 10 })).toMatchObject({
    rows: 1,
    bytes: 7,
    truncated: true,
  });
});
