/**
 * Memory of the local system at its start, after forty questions, and after a minute without one, then what one idle task
 * on standby adds; shared pages count once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CodeInterpreterClient } from '../client';
import { startSystem } from '../local/system';
import { median, megabytes, milliseconds, table } from './figures';
import { measureMemory } from './load/memory';
import { measureProcessorTime } from './load/processor-time';

const QUESTIONS = 40;
const AT_ONCE = 4;
const IDLE_SECONDS = 60;
/** Bytes of all processes after the idle time. */
const LIMIT = 600e6;
/** Milliseconds that the first question after the idle time may take longer than those before. */
const DELAY_LIMIT = 5_000;

/** Seconds in which the libraries of a standby are loaded. */
const STANDBY_START_SECONDS = 20;

const PROMPT = 'How many users are there in each age group?';

async function questions(): Promise<number> {
  const system = await startSystem({ maxTasks: AT_ONCE });
  try {
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    const ask = async () => {
      const began = Date.now();
      const { jobId } = await client.submit({ prompt: PROMPT });
      const { status } = await client.wait(jobId);
      if (status !== 'succeeded') throw new Error(`Job ${jobId}: ${status}`);
      return Date.now() - began;
    };
    const started = measureMemory();
    for (let asked = 0; asked < QUESTIONS; asked += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, ask));
    const warm = [await ask(), await ask(), await ask()];
    const busy = measureMemory();
    await sleep(IDLE_SECONDS * 1000);
    const idle = measureMemory();
    const first = await ask();
    const parts = [...new Set([started, busy, idle].flatMap(({ ofParts }) => [...ofParts.keys()]))];
    const figures = [started, busy, idle];
    table([
      ['', 'started', `${QUESTIONS} questions`, `${IDLE_SECONDS} s idle`],
      ['all processes', ...figures.map(({ bytes }) => megabytes(bytes))],
      ['number of them', ...figures.map(({ processes }) => String(processes))],
      ...parts.map((part) => [`  ${part}`, ...figures.map(({ ofParts }) => megabytes(ofParts.get(part) ?? 0))]),
    ]);
    const delay = first - median(warm);
    console.log(
      `A question takes ${milliseconds(median(warm))}, the first one after the idle time ${milliseconds(first)}.`,
    );
    const isWithinLimits = idle.bytes <= LIMIT && delay <= DELAY_LIMIT;
    console.log(
      `${isWithinLimits ? '✓' : '✗'} at most ${megabytes(LIMIT)} when idle, at most ${milliseconds(DELAY_LIMIT)} of delay after it`,
    );
    return isWithinLimits ? 0 : 1;
  } finally {
    await system.stop();
  }
}

/** An idle system: its memory, and the processor time that it takes, in percent of one processor. */
async function measureIdle(standbyTasks: number) {
  const system = await startSystem({ standbyTasks });
  try {
    await sleep(STANDBY_START_SECONDS * 1000);
    const before = measureProcessorTime();
    await sleep(IDLE_SECONDS * 1000);
    return { ...measureMemory(), percent: (100 * (measureProcessorTime() - before)) / IDLE_SECONDS };
  } finally {
    await system.stop();
  }
}

async function standby(): Promise<void> {
  const figures = [await measureIdle(0), await measureIdle(1)];
  table([
    ['idle, without a question', 'no standby', 'one standby'],
    ['all processes', ...figures.map(({ bytes }) => megabytes(bytes))],
    ['  tasks', ...figures.map(({ ofParts }) => megabytes(ofParts.get('tasks') ?? 0))],
    ['of one processor', ...figures.map(({ percent }) => `${percent.toFixed(1)} %`)],
  ]);
}

async function main(): Promise<number> {
  const code = await questions();
  await standby();
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
