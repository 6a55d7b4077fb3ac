import { ReportDocument } from '../../../../../events';
import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { failedRun, JOB_ID, job, noProgram, program, runResult, START, World } from '../world';

const task = { jobId: JOB_ID, launch: 1 };
const serve = (world: World, stop = new AbortController().signal, launch = 1) =>
  serveJob(world.ports, { ...task, launch }, stop);
const finals = (world: World) => world.events.map(({ detail }) => (detail as { final: boolean }).final);
const summary = (world: World, attempt: number) => world.reports.get(attempt)?.summary;

describe('one job', () => {
  it('runs the program, uploads the artifacts, reports, publishes and exits 0', async () => {
    const world = new World().generates(program(1)).runs(runResult());
    expect(await serve(world)).toBe(0);
    expect(ReportDocument.parse(world.reports.get(1))).toMatchObject({
      summary: { result: 'succeeded', final: true, values: { users: 1000 }, resultsPrefix: `results/${JOB_ID}/1/` },
      layers: ['uid'],
    });
    expect(world.events).toMatchObject([{ detailType: 'ExecutionFinished', detail: { attempt: 1, final: true } }]);
    expect([...world.objects.keys()].at(-1)).toBe(`results/${JOB_ID}/1/manifest.json`);
    expect(world.sandboxStops).toBe(1);
  });

  it('reports when the sandbox was ready, and when the artifacts were stored', async () => {
    const world = new World().runs(runResult());
    world.onSleep = () => {
      if (world.now > START + 5_000) world.generates(program(1));
    };
    const { files } = world.ports;
    await serveJob(
      {
        ...world.ports,
        files: {
          ...files,
          writeText: async (...parameters) => {
            world.now += 1_000;
            await files.writeText(...parameters);
          },
        },
      },
      task,
      new AbortController().signal,
    );
    expect(summary(world, 1)?.readyAt).toBe(new Date(START).toISOString());
    const reportedAt = summary(world, 1)?.reportedAt ?? '';
    expect(Date.parse(reportedAt)).toBeGreaterThan(START + 6_000);
    expect(world.events).toMatchObject([{ detail: { occurredAt: reportedAt } }]);
  });

  it('starts the sandbox before the job is read', async () => {
    const world = new World().generates(program(1)).runs(runResult());
    const { files } = world.ports;
    const startsWhenRead: number[] = [];
    const readJob = async () => {
      startsWhenRead.push(world.sandboxStarts);
      return files.readJob();
    };
    await serveJob({ ...world.ports, files: { ...files, readJob } }, task, new AbortController().signal);
    expect(startsWhenRead).toEqual([1]);
  });

  it('exits 0 when the last program fails: the failure is a result', async () => {
    const world = new World().generates(program(1)).runs(failedRun('a'));
    world.job = job({ limits: { timeoutSeconds: 60, maxAttempts: 1 } });
    expect(await serve(world)).toBe(0);
    expect(summary(world, 1)).toMatchObject({ result: 'failed', final: true, failure: { kind: 'program_error' } });
  });

  it('waits for the first program for longer than a generation takes', async () => {
    const world = new World().runs(runResult());
    let sleeps = 0;
    world.onSleep = () => {
      sleeps += 1;
      if (world.now >= START + 1_500_000) world.generates(program(1));
    };
    await serve(world);
    expect(summary(world, 1)?.result).toBe('succeeded');
    expect(world.reports.get(1)?.durations.wait).toBe(1_500_000);
    expect(sleeps).toBe(15_000);
  });

  it('exits 0 without a report if the first program could not be written', async () => {
    const world = new World().generates(noProgram(1));
    expect(await serve(world)).toBe(0);
    expect(world.reports.size + world.events.length + world.objects.size).toBe(0);
    expect(world.sandboxStops).toBe(1);
  });

  it('reports a program without answer and printed text as failed', async () => {
    const world = new World().generates(program(1)).runs(runResult({ answer: undefined }), runResult());
    world.generates(program(2));
    await serve(world);
    expect(summary(world, 1)?.failure?.message).toContain('answer(');
    expect(summary(world, 2)?.result).toBe('succeeded');
  });

  it('answers with what a program printed if it did not call answer()', async () => {
    const world = new World().generates(program(1)).runs(runResult({ answer: undefined, stdout: 'a  1\n' }));
    await serve(world);
    expect(summary(world, 1)).toMatchObject({
      result: 'succeeded',
      answer: '```\na  1\n```',
      warnings: [expect.stringContaining('printed')],
    });
  });

  it('does not take what a program prints about an unavailable warehouse for an answer', async () => {
    const world = new World().generates(program(1)).generates(program(2));
    world.unavailable = true;
    world.runs(async (query) => {
      await query('SELECT 1');
      return runResult({ answer: undefined, stdout: 'paused\n' });
    }, runResult());
    await serve(world);
    expect(summary(world, 1)?.result).toBe('failed');
  });

  it('fails with a port, without a report', async () => {
    const world = new World().generates(program(1)).runs(() => Promise.reject(new Error('fork failed')));
    await expect(serve(world)).rejects.toThrow('fork failed');
    expect(world.reports.size).toBe(0);
    expect(world.sandboxStops).toBe(1);
  });
});

describe('repair', () => {
  it('runs the repaired program in the same task', async () => {
    const world = new World().generates(program(1), program(2)).runs(failedRun('a'), runResult());
    expect(await serve(world)).toBe(0);
    expect(finals(world)).toEqual([false, true]);
    expect(world.sandboxStarts).toBe(1);
    expect(summary(world, 2)).toMatchObject({
      result: 'succeeded',
      cost: { units: { inputTokens: 200, outputTokens: 20 } },
    });
  });

  it('uploads no artifacts before the last attempt', async () => {
    const world = new World().generates(program(1), program(2)).runs(failedRun('a'), () => {
      expect([...world.objects.keys()]).toEqual([]);
      return runResult();
    });
    await serve(world);
    expect(world.objects.size).toBeGreaterThan(0);
  });

  it('ends when the same failure occurs twice', async () => {
    const world = new World().generates(program(1), program(2)).runs(failedRun('a'), failedRun('a'));
    await serve(world);
    expect(finals(world)).toEqual([false, true]);
  });

  it('continues after a different failure until the attempts are used up', async () => {
    const world = new World()
      .generates(program(1), program(2), program(3))
      .runs(failedRun('a'), failedRun('a', 4), failedRun('b'));
    await serve(world);
    expect(finals(world)).toEqual([false, false, true]);
  });

  it('reports the previous failure when no repair arrives within 420 s', async () => {
    const world = new World().generates(program(1)).runs(failedRun('a'));
    expect(await serve(world)).toBe(0);
    expect(finals(world)).toEqual([false, true]);
    expect(summary(world, 2)).toMatchObject({ failure: { kind: 'program_error', message: 'a' } });
    expect(summary(world, 2)?.warnings).toHaveLength(1);
    expect(world.now - START).toBeGreaterThanOrEqual(420_000);
  });

  it('reports a failed generation as final', async () => {
    const world = new World().generates(program(1), noProgram(2)).runs(failedRun('a'));
    expect(await serve(world)).toBe(0);
    expect(summary(world, 2)).toMatchObject({ final: true, failure: { kind: 'unanswerable' }, artifacts: [] });
    expect(world.objects.size).toBe(0);
  });
});

describe('a task after a lost one', () => {
  it('resumes from the reports and publishes the last one again', async () => {
    const before = new World().generates(program(1)).runs(failedRun('a'));
    await serve(before);
    const world = new World().generates(program(1), program(2)).runs(runResult());
    world.reports.set(1, before.reports.get(1) as ReportDocument);
    expect(await serve(world, undefined, 2)).toBe(0);
    expect(world.events[0]).toEqual(before.events[0]);
    expect(finals(world)).toEqual([false, true]);
    expect(summary(world, 2)).toMatchObject({ launch: 2, resultsPrefix: `results/${JOB_ID}/2/` });
    expect(summary(world, 2)?.cost?.units.inputTokens).toBe(200);
  });

  it('compares failures with those of the task before it', async () => {
    const before = new World().generates(program(1)).runs(failedRun('a'));
    await serve(before);
    const world = new World().generates(program(1), program(2)).runs(failedRun('a'));
    world.reports.set(1, before.reports.get(1) as ReportDocument);
    await serve(world, undefined, 2);
    expect(finals(world)).toEqual([false, true]);
  });

  it('publishes a final report again and does nothing else', async () => {
    const before = new World().generates(program(1)).runs(runResult());
    await serve(before);
    const world = new World();
    world.reports.set(1, before.reports.get(1) as ReportDocument);
    expect(await serve(world, undefined, 2)).toBe(0);
    expect(world.events).toEqual(before.events);
    expect(world.sandboxStarts).toBe(0);
  });

  it('publishes the report that was written first', async () => {
    const first = new World().generates(program(1)).runs(runResult({ answer: 'the first' }));
    await serve(first);
    const world = new World().generates(program(1)).runs(() => {
      world.reports.set(1, first.reports.get(1) as ReportDocument);
      return runResult({ answer: 'the second' });
    });
    expect(await serve(world, undefined, 2)).toBe(0);
    expect(world.events).toEqual(first.events);
  });
});

describe('SIGTERM', () => {
  it('kills the program, saves its output, reports nothing and exits 143', async () => {
    const stop = new AbortController();
    const world = new World().generates(program(1)).runs(() => {
      world.output = 'fold 1 of 5\n';
      stop.abort();
      return new Promise(() => undefined);
    });
    expect(await serve(world, stop.signal)).toBe(143);
    expect(world.sandboxStops).toBeGreaterThan(0);
    expect(Object.fromEntries(world.objects)).toEqual({ [`jobs/${JOB_ID}/attempts/1/stdout-1.txt`]: 'fold 1 of 5\n' });
    expect(world.reports.size).toBe(0);
    expect(world.events).toEqual([]);
  });

  it('reports nothing if the killed program still finishes', async () => {
    const stop = new AbortController();
    const world = new World().generates(program(1)).runs(async () => {
      stop.abort();
      return runResult();
    });
    expect(await serve(world, stop.signal)).toBe(143);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.reports.size).toBe(0);
    expect(world.objects.size).toBe(0);
  });

  it('ends the wait for a program', async () => {
    const stop = new AbortController();
    const world = new World();
    world.onSleep = () => stop.abort();
    expect(await serve(world, stop.signal)).toBe(143);
    expect(world.reports.size).toBe(0);
  });
});

describe('the deadline', () => {
  it('shortens the run, whose timeout is then a missed deadline', async () => {
    const world = new World()
      .generates(program(1))
      .runs(runResult({ failure: { kind: 'out_of_time', message: 'too long' } }));
    world.job = job({ deadlineAt: new Date(START + 40_000).toISOString() });
    await serve(world);
    expect(world.wallSeconds).toEqual([30]);
    expect(summary(world, 1)).toMatchObject({ final: true, failure: { kind: 'deadline' } });
  });

  it('allows no repair without the time for one', async () => {
    const world = new World().generates(program(1)).runs(() => {
      world.now += 50_000;
      return failedRun('a');
    });
    world.job = job({ deadlineAt: new Date(START + 100_000).toISOString() });
    await serve(world);
    expect(finals(world)).toEqual([true]);
  });

  it('ends the wait for a first program', async () => {
    const world = new World();
    world.job = job({ deadlineAt: new Date(START + 20_000).toISOString() });
    await serve(world);
    expect(summary(world, 1)).toMatchObject({ final: true, failure: { kind: 'deadline' } });
  });
});

describe('sandbox and warehouse', () => {
  it('runs no program without a working sandbox', async () => {
    const world = new World().generates(program(1));
    world.sandboxStart = { ok: false, reason: 'A socket could be opened.' };
    expect(await serve(world)).toBe(0);
    expect(summary(world, 1)).toMatchObject({
      final: true,
      failure: { kind: 'sandbox_unavailable', message: 'A socket could be opened.' },
    });
  });

  it('reports an unavailable warehouse as the failure, without a repair', async () => {
    const world = new World().generates(program(1)).runs(async (query) => {
      await query('select 1');
      return failedRun('QueryError');
    });
    world.unavailable = true;
    await serve(world);
    expect(summary(world, 1)).toMatchObject({ final: true, failure: { kind: 'warehouse_unavailable' } });
  });

  it('warns of an answer whose values are all zero', async () => {
    const world = new World().generates(program(1)).runs(runResult({ values: { orders: 0 } }));
    await serve(world);
    expect(summary(world, 1)?.warnings).toEqual([expect.stringContaining('zero or missing (orders)')]);
  });

  it('records a query without rows and warns', async () => {
    const world = new World().generates(program(1)).runs(async (query) => {
      await query('select 1 where false');
      return runResult();
    });
    world.rows = 0;
    await serve(world);
    expect(world.reports.get(1)?.queries).toMatchObject([{ sql: 'select 1 where false', result: 'finished', rows: 0 }]);
    expect(summary(world, 1)?.warnings).toEqual(['Query 1 returned no rows.']);
    expect(world.objects.get(`results/${JOB_ID}/1/answer.md`)).toContain('- Query 1 returned no rows.');
  });
});
