import { keys, ProgramOutput } from '../../../../events';
import { finished, generated, JOB_ID, launched } from '../shared/domain/facts';
import { reading } from './setting';

const chunk = (launch: number, start: number, text: string): [string, string] => [
  keys.outputChunk(JOB_ID, launch, start),
  text,
];

async function output(documents: [string, string][], after?: string, facts = [generated(), launched()]) {
  const { get, objects } = await reading(facts);
  for (const [key, text] of documents) objects.objects.set(key, text);
  const { body } = await get('/jobs/{jobId}/output', { query: after === undefined ? {} : { after } });
  return ProgramOutput.parse(body);
}

const chunks = [chunk(1, 0, 'one\n'), chunk(1, 4, 'two\n'), chunk(2, 8, 'three\n')];

describe('GET /jobs/{jobId}/output', () => {
  it('is empty before a program prints', async () => {
    expect(await output([])).toEqual({ text: '', next: 0, ended: false, truncated: false });
  });

  it('returns the output of all launches', async () => {
    expect(await output(chunks)).toEqual({ text: 'one\ntwo\nthree\n', next: 14, ended: false, truncated: false });
  });

  it.each([
    ['4', 'two\nthree\n'],
    ['6', 'o\nthree\n'],
    ['14', ''],
    ['9999', ''],
  ])('returns what was printed after %s', async (after, text) => {
    expect(await output(chunks, after)).toMatchObject({ text, next: 14 });
  });

  it('leaves out what an earlier launch stored after a later one began', async () => {
    expect(await output([...chunks, chunk(1, 8, 'late')])).toMatchObject({ text: 'one\ntwo\nthree\n', next: 14 });
  });

  it('says when the job has ended, and when more was printed than is stored', async () => {
    const truncated: [string, string] = [keys.outputTruncated(JOB_ID, 1), ''];
    const ended = await output([...chunks, truncated], '14', [generated(), launched(), finished()]);
    expect(ended).toEqual({ text: '', next: 14, ended: true, truncated: true });
  });

  it('returns many chunks in several responses, and has ended with the last one', async () => {
    const many = Array.from({ length: 250 }, (_, index) => chunk(1, index * 2, `${index % 10}\n`));
    let text = '';
    let after = 0;
    let responses = 0;
    for (let ended = false; !ended; responses += 1) {
      const page = await output(many, String(after), [generated(), launched(), finished()]);
      text += page.text;
      ({ next: after, ended } = page);
    }
    expect(text).toHaveLength(500);
    expect(responses).toBe(3);
  });

  it.each(['-1', '1.5', 'x', '', '12345678'])('refuses after=%s', async (after) => {
    await expect(output([], after)).rejects.toMatchObject({ problem: { errors: [{ field: 'after' }] } });
  });

  it('refuses the job of another owner', async () => {
    const { get } = await reading();
    await expect(get('/jobs/{jobId}/output', { owner: 'someone else' })).rejects.toMatchObject({
      problem: { status: 404 },
    });
  });
});
