import { ResultPages } from '../../../../../executor/supervisor/warehouse/result-pages';

const columns = [
  { name: 'id', type: 'int4' },
  { name: 'note', type: 'varchar' },
];
const roomy = { statements: 1, rows: 1000, bytes: 100_000 };
const read = (chunks: string[], limits = roomy, unread = false) => {
  const pages = new ResultPages(columns, limits);
  for (const chunk of chunks) pages.add(chunk);
  const { rows, bytes, truncated, pages: kept } = pages.finish(unread);
  return { rows, bytes, truncated, text: Buffer.concat(kept).toString() };
};

it('leaves the header out', () => {
  expect(read(['id,note\r\n1,a\r\n2,b\r\n'])).toEqual({ rows: 2, bytes: 10, truncated: false, text: '1,a\r\n2,b\r\n' });
});

it('takes a result of the header alone as no rows', () => {
  expect(read(['id,note\r\n'])).toMatchObject({ rows: 0, text: '', truncated: false });
});

it('knows a quoted header', () => {
  expect(read(['"id","note"\n1,a\n'])).toMatchObject({ rows: 1 });
});

it('counts a line end in quotes as part of its row', () => {
  expect(read(['id,note\n1,"a\nb ""c""\n"\n2,d\n'])).toMatchObject({ rows: 2 });
});

it('puts rows together that chunks cut apart', () => {
  expect(read(['id,no', 'te\n1,"a\n', 'b"\n2,', 'c\n'])).toMatchObject({ rows: 2, text: '1,"a\nb"\n2,c\n' });
});

it('ends the last row when the warehouse does not', () => {
  expect(read(['id,note\n1,a'])).toMatchObject({ rows: 1, text: '1,a\n' });
});

it('keeps a row of one null, which is an empty line', () => {
  const pages = new ResultPages([{ name: 'n', type: 'int4' }], roomy);
  pages.add('n\n\n5\n');
  expect(pages.finish(false)).toMatchObject({ rows: 2, pages: [Buffer.from('\n5\n')] });
});

it('cuts at the row limit and says so', () => {
  expect(read(['id,note\n1,a\n2,b\n', '3,c\n'], { ...roomy, rows: 2 })).toMatchObject({ rows: 2, truncated: true });
  expect(read(['id,note\n1,a\n2,b\n3,c\n'], { ...roomy, rows: 2 })).toMatchObject({ rows: 2, truncated: true });
  expect(read(['id,note\n1,a\n2,b\n'], { ...roomy, rows: 2 }, true)).toMatchObject({ rows: 2, truncated: true });
});

it('does not say so when there were exactly as many', () => {
  expect(read(['id,note\n1,a\n2,b\n'], { ...roomy, rows: 2 })).toMatchObject({ rows: 2, truncated: false });
});

it('cuts whole rows at the byte limit, counting UTF-8', () => {
  expect(read(['id,note\n1,ää\n2,ää\n'], { ...roomy, bytes: 10 })).toMatchObject({
    rows: 1,
    bytes: 7,
    truncated: true,
  });
});
