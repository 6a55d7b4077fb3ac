import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { answerDocument, renameReserved } from '../../../../../executor/supervisor/report/artifacts';
import { file, JOB_ID, program, runResult, World } from '../world';

describe('artifacts of the final attempt', () => {
  it('include the program’s files with a reserved name under another one, with a warning', async () => {
    const outputs = ['answer.md', 'Manifest.JSON', 'answer-2.md', 'charts/answer.md'].map(file);
    const world = new World().generates(program(1)).runs(runResult({ outputs }));
    await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
    const prefix = `results/${JOB_ID}/1/`;
    expect(world.objects.get(`${prefix}answer.md`)).toContain('1,000 users');
    expect(world.objects.get(`${prefix}answer-3.md`)).toBe('/copies/answer.md');
    expect(world.objects.get(`${prefix}Manifest-2.JSON`)).toBe('/copies/Manifest.JSON');
    expect(world.objects.get(`${prefix}charts/answer.md`)).toBe('/copies/charts/answer.md');
    expect(world.reports.get(1)?.summary.warnings).toHaveLength(2);
  });

  it('include the program’s folders with a reserved name under another one', () => {
    const outputs = ['Answer.md/a.csv', 'Answer.md/b/c.csv', 'answer-2.md', 'program.py/x.py'].map(file);
    const { files, warnings } = renameReserved(outputs);
    const names = ['Answer-3.md/a.csv', 'Answer-3.md/b/c.csv', 'answer-2.md', 'program-2.py/x.py'];
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(warnings).toHaveLength(2);
  });

  it('are all listed in the manifest, which is written last and does not list itself', async () => {
    const world = new World().generates(program(1)).runs(runResult({ outputs: [file('chart.png')] }));
    await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
    const [key, manifest] = [...world.objects].at(-1) ?? ['', ''];
    expect(key).toBe(`results/${JOB_ID}/1/manifest.json`);
    const names = JSON.parse(manifest).artifacts.map((artifact: { name: string }) => artifact.name);
    expect(names).toEqual(['answer.md', 'program.py', 'queries.json', 'chart.png']);
    expect(world.objects.size).toBe(5);
  });

  it('keep their names when none is reserved', () => {
    expect(renameReserved([file('a.csv'), file('b/manifest.json')])).toMatchObject({ warnings: [] });
  });
});

describe('answer.md', () => {
  it('appends the assumptions and warnings that the text does not contain', () => {
    expect(
      answerDocument('Four. I took "interaction" as interactions.', ['I took "interaction" as interactions.', 'B'], []),
    ).toBe('Four. I took "interaction" as interactions.\n\n## Assumptions\n\n- B\n');
  });

  it('is the text alone when there is nothing to add', () => {
    expect(answerDocument('Four.', [], [])).toBe('Four.\n');
  });
});
