/**
 * Sends many prompts to the local system at once, waits until every job has ended, and prints the time, the memory of
 * all processes, and the writes per job. Exits with 1 when a job is lost or fails.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type JobView } from '../client';
import { startSystem } from '../local/system';
import { median, megabytes, table } from './figures';
import { watchMemory } from './load/memory';
import { countWrites } from './load/writes';

const usage = `Usage: npm run bench:load -- [--jobs N] [--tasks N]

  --jobs N   number of prompts sent at once (default 300)
  --tasks N  maximum number of concurrent tasks; further launches wait for capacity (default 8)
`;

const PROMPT = 'How many users are there in each age group?';
/** Time limit of an attempt in seconds. The deadline of a job is three times this plus 15 minutes. */
const TIMEOUT = 1200;

type Summary = Awaited<ReturnType<CodeInterpreterClient['list']>>['jobs'][number];

async function allJobs(client: CodeInterpreterClient): Promise<Summary[]> {
  const jobs: Summary[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.list({ limit: 100, cursor });
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return jobs;
}

async function untilEnded(client: CodeInterpreterClient, sent: ReadonlySet<string>): Promise<Summary[]> {
  const began = Date.now();
  for (let shown = 0; ; await sleep(3000)) {
    const jobs = (await allJobs(client)).filter(({ jobId }) => sent.has(jobId));
    const ended = jobs.filter(({ endedAt }) => endedAt !== undefined);
    if (ended.length === sent.size) return ended;
    const seconds = (Date.now() - began) / 1000;
    if (seconds > 3 * TIMEOUT + 900 + 120) return ended;
    if (seconds - shown < 30) continue;
    shown = seconds;
    console.log(`  ${seconds.toFixed(0)} s: ${ended.length} of ${sent.size} have ended`);
  }
}

const secondsOf = ({ acceptedAt, endedAt = '' }: Summary): number =>
  (Date.parse(endedAt) - Date.parse(acceptedAt)) / 1000;

/** Counts the jobs that did not succeed, by reason. */
async function failuresOf(client: CodeInterpreterClient, jobs: readonly Summary[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const { jobId, status } of jobs) {
    if (status === 'succeeded') continue;
    const { failure }: JobView = await client.get(jobId);
    const why = `${status}: ${failure?.kind} (${failure?.message})`;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => `✗ ${count} ${why}`);
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { jobs: text, tasks: text, help: { type: 'boolean' } } });
  const count = Number(values.jobs ?? 300);
  const maxTasks = Number(values.tasks ?? 8);
  if (values.help || !(count > 0) || !(maxTasks > 0)) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const system = await startSystem({ maxTasks });
  const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
  const memory = watchMemory();
  const began = Date.now();
  const request = { prompt: PROMPT, timeoutSeconds: TIMEOUT };
  const accepted = await Promise.all(Array.from({ length: count }, () => client.submit(request)));
  const accepting = (Date.now() - began) / 1000;
  console.log(`${count} prompts accepted in ${accepting.toFixed(1)} s`);

  const ended = await untilEnded(client, new Set(accepted.map(({ jobId }) => jobId)));
  const seconds = (Date.now() - began) / 1000;
  const peak = memory.stop();
  const times = ended.map(secondsOf).sort((a, b) => a - b);
  const written = await countWrites(system);
  const failures = await failuresOf(client, ended);
  await system.stop();

  const perJob = (writes: number) => (writes / count).toFixed(1);
  table([
    ['jobs', `${count}, ${ended.length} ended, ${count - ended.length} lost`],
    [
      'time',
      `${seconds.toFixed(0)} s, ${((60 * count) / seconds).toFixed(1)} jobs a minute, ${maxTasks} tasks at once`,
    ],
    ['one job', `median ${median(times).toFixed(0)} s, longest ${(times.at(-1) ?? 0).toFixed(0)} s`],
    ['memory', `${megabytes(peak.bytes)} in ${peak.processes} processes at peak`],
    ...[...peak.ofParts].map(([part, bytes]) => [`  ${part}`, megabytes(bytes)]),
    ['writes of one job', `${perJob(written.jobs + written.timeline + written.artifacts)} of items of the table`],
    ['  of the job itself', perJob(written.jobs)],
    ['  of its timeline', `${perJob(written.timeline)}, ${perJob(written.postponed)} of them postponed launches`],
    ['  of its artifacts', perJob(written.artifacts)],
    ['  objects', perJob(written.objects)],
  ]);
  for (const line of failures) console.log(line);
  return failures.length === 0 && ended.length === count ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
