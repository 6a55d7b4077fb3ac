import { keys, Notebook } from '../../../../events';
import { programHeader } from '../../../../lib/program-header';
import { storedReport } from '../setting';
import { finished, generated, JOB_ID, launched } from '../shared/domain/facts';
import { program, reading } from './setting';

const PROGRAM = 'from interpreter import answer\nanswer("1000")';

/** The notebook of a job with this report. */
async function exported(change: (report: Record<string, unknown>) => void = () => {}) {
  const world = await reading([generated(), launched(), finished()]);
  world.objects.objects.set(...program(1, PROGRAM));
  const [key, text] = storedReport(1);
  const report = JSON.parse(text) as Record<string, unknown>;
  change(report);
  world.objects.objects.set(key, JSON.stringify(report));
  const response = await world.get('/jobs/{jobId}/export', { query: { as: 'notebook' } });
  return { response, notebook: Notebook.parse(response.body) };
}

const sourceOf = ({ cells }: Notebook, id: string) => cells.find((cell) => cell.id === id)?.source.join('');

describe('GET /jobs/{jobId}/export?as=notebook', () => {
  it('is a notebook to download, with the program as it ran', async () => {
    const { response, notebook } = await exported();
    expect(response).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/x-ipynb+json',
        'content-disposition': `attachment; filename="${JOB_ID}.ipynb"`,
      },
    });
    const program = sourceOf(notebook, 'program') ?? '';
    expect(program).toMatch(/^# The program of job \w+\. .*run it again/);
    expect(programHeader.remove(program)).toBe(PROGRAM);
    expect(sourceOf(notebook, 'question')).toContain('> How many users are there?');
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
  });

  it('has the statements, what was printed, and the answer', async () => {
    const { notebook } = await exported((report) => {
      report.stdout = 'one\ntwo\n';
      report.answer = '**1,000** users.';
      report.queries = [
        { sql: 'select `a` ``` from users', result: 'finished', rows: 1, milliseconds: 12.4 },
        { sql: 'select b', result: 'failed', milliseconds: 3, error: 'no <b>' },
      ];
    });
    const statements = sourceOf(notebook, 'statements') ?? '';
    expect(statements).toContain('````sql\nselect `a` ``` from users\n````\n\nfinished, 1 row, 12 ms');
    expect(statements).toContain('failed, 3 ms\n\n> no &lt;b>');
    const outputs = Object.fromEntries(notebook.cells.map(({ id, outputs: all }) => [id, all]));
    expect(outputs.program).toEqual([{ output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] }]);
    expect(outputs.answer).toMatchObject([{ data: { 'text/markdown': ['**1,000** users.'] } }]);
  });

  it('renders nothing of the question', async () => {
    const world = await reading([generated(), finished()]);
    world.objects.objects.set(...program(1, PROGRAM));
    const document = { version: 1, jobId: JOB_ID, prompt: 'a <img src=x>\n# b', owner: 'anonymous', size: 'small' };
    const { acceptedAt, deadlineAt, limits } = (await world.job()).accepted;
    const requestSha256 = 'a'.repeat(64);
    const text = JSON.stringify({ ...document, acceptedAt, deadlineAt, limits, requestSha256 });
    world.objects.objects.set(keys.job(JOB_ID), text);
    const { body } = await world.get('/jobs/{jobId}/export', { query: { as: 'notebook' } });
    expect(sourceOf(Notebook.parse(body), 'question')).toContain('> a &lt;img src=x>\n> # b');
  });

  it('refuses another format, a job that has not ended, one without a program, and one of another owner', async () => {
    const ended = await reading([finished()]);
    const route = '/jobs/{jobId}/export';
    for (const query of [{}, { as: 'html' }] as Record<string, string>[])
      await expect(ended.get(route, { query })).rejects.toMatchObject({ problem: { status: 400 } });
    const query = { as: 'notebook' };
    await expect(ended.get(route, { query })).rejects.toMatchObject({ problem: { status: 404 } });
    await expect(ended.get(route, { query, owner: 'other' })).rejects.toMatchObject({ problem: { status: 404 } });
    const running = await reading([generated()]);
    await expect(running.get(route, { query })).rejects.toMatchObject({ problem: { status: 409 } });
  });
});
