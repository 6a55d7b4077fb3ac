import type { TaskControl, TaskLauncher } from '../../functions/shared/tasks/port';

export interface TasksUnderTest {
  readonly launcher: TaskLauncher;
  readonly control: TaskControl;
  /** A job whose tasks wait for their program until they are stopped. */
  newJob(): Promise<string>;
  /** Lets time pass until the answer is defined. */
  eventually<T>(look: () => Promise<T | undefined>): Promise<T>;
}

/** What ECS does for every adapter: tests that run over each implementation. */
export function taskTests(open: () => TasksUnderTest): void {
  const small = { launch: 1, size: 'small' } as const;

  async function launched(request: { jobId: string; launch: number; size: 'small' | 'medium' }): Promise<string> {
    const answer = await open().launcher.run(request);
    if (!answer.launched) throw new Error(answer.message);
    return answer.taskArn;
  }

  async function untilIt(taskArn: string, status: string) {
    return open().eventually(async () => {
      const [task] = await open().control.describe([taskArn]);
      return task?.lastStatus === status ? task : undefined;
    });
  }

  it('returns the same task for the same call, and launches no other', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, ...small });
    expect(await launched({ jobId, ...small })).toBe(taskArn);
    expect(await open().control.listRunning(jobId)).toEqual([taskArn]);
    await open().control.stop(taskArn, 'The test is over.');
  });

  it('returns the existing task for another call with the token of a launch', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, ...small });
    expect(await launched({ jobId, launch: 1, size: 'medium' })).toBe(taskArn);
    await open().control.stop(taskArn, 'The test is over.');
  });

  it('starts a task for each launch, and lists only the tasks of a job', async () => {
    const [jobId, other] = [await open().newJob(), await open().newJob()];
    const tasks = [await launched({ jobId, ...small }), await launched({ jobId, launch: 2, size: 'small' })];
    const foreign = await launched({ jobId: other, ...small });
    expect(new Set([...tasks, foreign]).size).toBe(3);
    expect((await open().control.listRunning(jobId)).sort()).toEqual([...tasks].sort());
    for (const taskArn of [...tasks, foreign]) await open().control.stop(taskArn, 'The test is over.');
  });

  it('describes a task by job and launch, with a version that grows', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, launch: 2, size: 'small' });
    const [first] = await open().control.describe([taskArn]);
    const environment = first?.overrides?.containerOverrides?.[0]?.environment;
    expect(first).toMatchObject({ taskArn, startedBy: jobId });
    expect(environment).toEqual([
      { name: 'JOB_ID', value: jobId },
      { name: 'LAUNCH', value: '2' },
    ]);
    const running = await untilIt(taskArn, 'RUNNING');
    expect(running.version).toBeGreaterThanOrEqual(first?.version ?? 0);
    expect(running.startedAt).toBeDefined();
    await open().control.stop(taskArn, 'The test is over.');
    expect((await untilIt(taskArn, 'STOPPED')).version).toBeGreaterThan(running.version);
  });

  it('stops a task with SIGTERM, and reports who stopped it and why', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, ...small });
    await untilIt(taskArn, 'RUNNING');
    await open().control.stop(taskArn, 'The job has ended: cancelled.');
    expect(await open().control.listRunning(jobId)).toEqual([]);
    const stopped = await untilIt(taskArn, 'STOPPED');
    expect(stopped).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'The job has ended: cancelled.' });
    expect(stopped.containers?.find(({ name }) => name === 'executor')?.exitCode).toBe(143);
    expect(stopped.stoppedAt).toBeDefined();
  });

  it('returns the stopped task of a launch, and stopping it again is no error', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, ...small });
    await open().control.stop(taskArn, 'The test is over.');
    await untilIt(taskArn, 'STOPPED');
    expect(await launched({ jobId, ...small })).toBe(taskArn);
    expect(await open().control.listRunning(jobId)).toEqual([]);
    await open().control.stop(taskArn, 'Once more.');
    expect(await open().control.describe([taskArn])).toMatchObject([{ lastStatus: 'STOPPED' }]);
  });

  it('omits unknown tasks', async () => {
    const jobId = await open().newJob();
    const taskArn = await launched({ jobId, ...small });
    const unknown = `${taskArn.slice(0, taskArn.lastIndexOf('/'))}/ffffffffffffffffffffffffffffffff`;
    const descriptions = await open().control.describe([unknown, taskArn]);
    expect(descriptions.map((task) => task.taskArn)).toEqual([taskArn]);
    await open().control.stop(unknown, 'Nobody knows it.');
    await open().control.stop(taskArn, 'The test is over.');
  });
}
