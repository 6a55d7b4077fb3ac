import { CodeInterpreterClient } from '../client';
import { startSystem } from '../local/system';
import { median } from './figures';

const JOBS = 20;
const WAITERS = 50;
const ROUNDS = 2;

interface State {
  readonly status: string;
  readonly links: { readonly self: string };
}

/** The loop of the README, without a pause. */
async function waitFor(url: string): Promise<void> {
  for (let status = ''; !['succeeded', 'failed', 'cancelled'].includes(status); )
    status = ((await (await fetch(`${url}?wait=20`)).json()) as State).status;
}

/** Seconds from acceptance to the end of each of twenty jobs that are sent at once, while some callers wait for them. */
async function seconds(apiUrl: string, client: CodeInterpreterClient, waiters: number): Promise<number[]> {
  const jobs = await Promise.all(
    Array.from({ length: JOBS }, (_, age) => client.submit({ prompt: `How many users are over ${age}?` })),
  );
  const waiting = Promise.all(
    Array.from({ length: waiters }, (_, index) => waitFor(jobs[index % JOBS]?.links.self ?? '')),
  );
  waiting.catch(() => undefined);
  const ended: number[] = [];
  for (const { jobId } of jobs) {
    for (;;) {
      const job = (await (await fetch(`${apiUrl}/jobs/${jobId}`)).json()) as {
        status: string;
        timings: { total?: number };
      };
      if (job.timings.total !== undefined && job.status !== 'running') {
        ended.push(job.timings.total);
        break;
      }
      await new Promise((wake) => setTimeout(wake, 1000));
    }
  }
  await waiting;
  return ended;
}

/** What fifty callers that wait cost twenty jobs. */
async function main(): Promise<void> {
  const system = await startSystem({ standbyTasks: 1 });
  try {
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    await seconds(system.apiUrl, client, 0);
    const without: number[] = [];
    const withWaiters: number[] = [];
    // In turn, because the machine may do other things as well.
    for (let round = 0; round < ROUNDS; round++) {
      without.push(...(await seconds(system.apiUrl, client, 0)));
      withWaiters.push(...(await seconds(system.apiUrl, client, WAITERS)));
    }
    const [one, other] = [without, withWaiters].map(median) as [number, number];
    console.log(`  ${JOBS} jobs at once, median: ${one.toFixed(1)} s`);
    console.log(
      `  the same with ${WAITERS} callers that wait: ${other.toFixed(1)} s, ratio ${(other / one).toFixed(2)}`,
    );
    console.log(`  the slowest: ${Math.max(...without).toFixed(1)} s, ${Math.max(...withWaiters).toFixed(1)} s`);
  } finally {
    await system.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
