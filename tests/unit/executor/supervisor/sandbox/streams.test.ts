import { PassThrough, Readable } from 'node:stream';
import { LineTooLong, linesOf } from '../../../../../executor/supervisor/sandbox/lines';
import { mediaTypeOf } from '../../../../../executor/supervisor/sandbox/media-types';
import { OutputTail } from '../../../../../executor/supervisor/sandbox/output-tail';
import { leaseUid } from '../../../../../executor/supervisor/sandbox/uid';

async function all(parts: string[], maxBytes = 100): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(parts.map((part) => Buffer.from(part))), maxBytes)) lines.push(line);
  return lines;
}

test('lines are joined across chunks; a partial last one is dropped', async () => {
  expect(await all(['a', 'b\nc\n\nd', 'e\nrest'])).toEqual(['ab', 'c', '', 'de']);
});

test('a line that is too long is an error, even before it ends', async () => {
  await expect(all(['x'.repeat(60), 'x'.repeat(60)])).rejects.toThrow(LineTooLong);
  await expect(all([`${'x'.repeat(101)}\n`])).rejects.toThrow(LineTooLong);
});

test('the tail of the output is kept and all bytes are counted', async () => {
  const stream = new PassThrough();
  let counted = 0;
  const tail = new OutputTail(stream, (part) => {
    counted += part.length;
  });
  for (let part = 0; part < 300; part += 1) stream.write('é'.repeat(1_000));
  stream.end('the end');
  await tail.closed;
  expect(counted).toBe(600_007);
  expect(tail.text()).toHaveLength(20_000);
  expect(tail.text().endsWith('ééthe end')).toBe(true);
});

test('the tail is closed with its stream, also when that fails before the tail is awaited', async () => {
  const stream = new PassThrough();
  const tail = new OutputTail(stream, () => undefined);
  stream.write('so far');
  await new Promise(setImmediate);
  stream.destroy(new Error('ECONNRESET'));
  await new Promise(setImmediate);
  await expect(tail.closed).resolves.toBeUndefined();
  expect(tail.text()).toBe('so far');
});

test('the media type depends on the extension alone', () => {
  expect(['a.PNG', 'b/c.parquet', 'model.joblib', 'noending'].map(mediaTypeOf)).toEqual([
    'image/png',
    'application/vnd.apache.parquet',
    'application/octet-stream',
    'application/octet-stream',
  ]);
});

test('two sandboxes of one machine never have the same user', async () => {
  const [one, two] = [await leaseUid(61_000), await leaseUid(61_000)];
  expect(two.uid).toBe(one.uid + 1);
  one.release();
  two.release();
});
