import { setTimeout as sleep } from 'node:timers/promises';
import { CodeInterpreterClient, type JobView, type TimelineEvent } from '../../client';
import { chooseModel, delayedBackend } from '../../local/endpoints';
import type { Backend } from '../../local/endpoints/bedrock/backend';
import { startSystem } from '../../local/system';
import { PROMPT } from './questions';

/** One first program of so many fails. */
const FAILING = 5;
const POLL_MS = 3000;
/** Seconds of waiting without one more job that has ended. */
const STALLED = 900;

interface Message {
  readonly content: readonly { readonly toolUse?: { readonly input: object } }[];
}

/** A model whose first program for every fifth question fails. */
function failingAtFirst(backend: Backend): Backend {
  let questions = 0;
  return {
    ...backend,
    async converse(modelId, request, signal) {
      const response = await backend.converse(modelId, request, signal);
      const isFirst = (request.messages as readonly unknown[]).length === 1;
      if (!isFirst) return response;
      questions += 1;
      if (questions % FAILING > 0) return response;
      const { message } = response.output as { readonly message: Message };
      const content = message.content.map((block) =>
        block.toolUse
          ? { toolUse: { ...block.toolUse, input: { ...block.toolUse.input, program: 'raise ValueError("once")' } } }
          : block,
      );
      return { ...response, output: { message: { ...message, content } } };
    },
    // The failing program is not one of the backend's.
    isTrusted: undefined,
  };
}

export interface Crowd {
  readonly sent: number;
  readonly ended: readonly JobView[];
  readonly seconds: number;
  /** Jobs with more than one attempt. */
  readonly repaired: number;
  /** Seconds from the end of the first attempt to the second program. */
  readonly repairs: readonly number[];
  /** Maximum of first programs that were being written at once. */
  readonly writing: number;
  /** Maximum of tasks that waited for their first program at once. */
  readonly waiting: number;
  /** Maximum, over time, of the tasks that waited less the first programs that were being written. */
  readonly excess: number;
}

/** When something happened first in a timeline, in milliseconds since the epoch. */
const first = (events: readonly TimelineEvent[], type: string, index = 0): number | undefined => {
  const at = events.filter((event) => event.type === type)[index]?.at;
  return at === undefined ? undefined : Date.parse(at);
};

type Interval = readonly [from: number, to: number];

const during = (intervals: readonly Interval[], instant: number): number =>
  intervals.filter(([from, to]) => from <= instant && instant < to).length;

/** Sends all questions at once. `model` is its seconds. */
export async function askAtOnce(count: number, model: number): Promise<Crowd> {
  const chosen = chooseModel({});
  const backend = delayedBackend(failingAtFirst(chosen.backend), model);
  const system = await startSystem({ model: { ...chosen, backend } });
  try {
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    const began = Date.now();
    const request = { prompt: PROMPT, timeoutSeconds: 1200 };
    const accepted = await Promise.all(Array.from({ length: count }, () => client.submit(request)));
    const ended = await untilEnded(
      client,
      accepted.map(({ jobId }) => jobId),
    );
    const seconds = (Date.now() - began) / 1000;
    const timelines: TimelineEvent[][] = [];
    for (const { jobId } of ended) timelines.push(await client.events(jobId));
    return { sent: count, ended, seconds, ...figuresOf(timelines) };
  } finally {
    await system.stop();
  }
}

async function untilEnded(client: CodeInterpreterClient, jobIds: readonly string[]): Promise<JobView[]> {
  const ended = new Map<string, JobView>();
  for (let changedAt = Date.now(); ended.size < jobIds.length; await sleep(POLL_MS)) {
    const before = ended.size;
    for (const jobId of jobIds.filter((id) => !ended.has(id))) {
      const job = await client.get(jobId);
      if (job.endedAt !== undefined) ended.set(jobId, job);
      // Jobs are served in about the order of their acceptance.
      else if (ended.size > before + FAILING) break;
    }
    if (ended.size > before) changedAt = Date.now();
    if (Date.now() - changedAt > STALLED * 1000) break;
  }
  return [...ended.values()];
}

function figuresOf(timelines: readonly TimelineEvent[][]) {
  const writing: Interval[] = [];
  const waiting: Interval[] = [];
  const repairs: number[] = [];
  for (const events of timelines) {
    const started = first(events, 'GenerationStarted');
    const launched = first(events, 'TaskLaunched');
    const generated = first(events, 'ProgramGenerated');
    const finished = first(events, 'ExecutionFinished');
    const repaired = first(events, 'ProgramGenerated', 1);
    if (started !== undefined && generated !== undefined) writing.push([started, generated]);
    if (launched !== undefined && generated !== undefined && launched < generated) waiting.push([launched, generated]);
    if (finished !== undefined && repaired !== undefined) repairs.push((repaired - finished) / 1000);
  }
  const instants = waiting.map(([from]) => from);
  const most = (figure: (instant: number) => number) => Math.max(0, ...instants.map(figure));
  return {
    repaired: repairs.length,
    repairs,
    writing: Math.max(0, ...writing.map(([from]) => during(writing, from))),
    waiting: most((instant) => during(waiting, instant)),
    excess: most((instant) => during(waiting, instant) - during(writing, instant)),
  };
}
