import type { CollectedFile, QueryService, RunLimits, RunResult } from '../ports';
import { type Heard, serveChannel } from './channel';
import type { Channels, Parent } from './forkserver';
import { mediaTypeOf } from './media-types';
import type { Collected, Ended, Exceeded } from './messages';
import { Printed } from './output-tail';
import { deliveryWarnings } from './output-warnings';
import { errorOf, verdictOf } from './run-failure';

/** The sandbox ends a program itself; when it does not within this time after the limit, it is ended from here. */
const OVERDUE_SECONDS = 10;
const STREAMS_END_WITHIN = 2_000;

/** Of a program that was stopped, nobody wants the outputs. */
const NOTHING: Collected = {
  number: 0,
  files: [],
  skipped: [],
  surplus: 0,
  surplusNames: [],
  further: 0,
  milliseconds: 0,
};

/** One run of one program, from its order to its outputs. */
export class Run {
  private readonly heard: Heard = {};
  private readonly stdout: Printed;
  private readonly stderr: Printed;
  private abuse: Exceeded | undefined;
  private bytes = 0;
  private readonly served: Promise<void>;

  constructor(
    private readonly parent: Parent,
    private readonly channels: Channels,
    private readonly number: number,
    private readonly limits: RunLimits,
    query: QueryService,
  ) {
    const count = (added: number) => this.count(added);
    this.stdout = new Printed(channels.stdout, count);
    this.stderr = new Printed(channels.stderr, count);
    const onAbuse = (exceeded: Exceeded) => this.end(exceeded);
    const served = serveChannel(channels.query, this.heard, { query, onAbuse });
    served.catch(() => undefined);
    this.served = served;
  }

  private count(added: number): void {
    this.bytes += added;
    if (this.bytes > this.limits.printedBytes && !this.abuse) {
      this.end({ name: 'printed text', allowed: this.limits.printedBytes, reached: this.bytes, unit: 'bytes' });
    }
  }

  private end(exceeded: Exceeded): void {
    this.abuse ??= exceeded;
    this.parent.send({ kill: true });
  }

  printed(): string {
    return [this.stdout.text(), this.stderr.text()].filter(Boolean).join('\n');
  }

  /** Rejects when the Python side ended: then nothing is known of the program. */
  async finish(source: string): Promise<RunResult> {
    const ordered = Date.now();
    const { number, limits } = this;
    const end = () => {
      // What this cannot end is reported with the run, which is lost then.
      this.parent.end(0).catch(() => undefined);
    };
    const overdue = setTimeout(end, (limits.wallSeconds + OVERDUE_SECONDS) * 1_000);
    try {
      const ended = this.parent.next('ended');
      ended.catch(() => undefined);
      this.parent.send({ run: { number, channel: this.channels.index, source, limits } });
      const end = await ended;
      const finishedAt = Date.now();
      await within(STREAMS_END_WITHIN, Promise.all([this.stdout.ended, this.stderr.ended, this.served]));
      if (end.stopped && !this.abuse) return this.result(end, NOTHING, ordered, finishedAt);
      const collected = this.parent.next('collected');
      collected.catch(() => undefined);
      this.parent.send({ collect: { number, limits, keep: keepsOutputs(end) } });
      return this.result(end, await collected, ordered, finishedAt);
    } finally {
      clearTimeout(overdue);
      for (const stream of [this.channels.stdout, this.channels.stderr, this.channels.query]) stream.destroy();
    }
  }

  private result(ended: Ended, collected: Collected, ordered: number, finishedAt: number): RunResult {
    const { result, startedAt = ordered } = this.heard;
    const ofRun = verdictOf(ended, result, this.limits, this.abuse);
    const failure = ofRun ?? failureOfCollection(collected);
    return {
      failure,
      error: errorOf(result, failure),
      answer: result?.answer ?? undefined,
      values: result?.values ?? {},
      assumptions: result?.assumptions ?? [],
      // first what the program does not know
      warnings: [...deliveryWarnings(collected, result?.answer ?? ''), ...(result?.warnings ?? [])],
      stdout: this.stdout.text(),
      stderr: this.stderr.text(),
      outputs: collected.files.map(
        ({ name, path, size, sha256 }): CollectedFile => ({ name, path, size, sha256, mediaType: mediaTypeOf(name) }),
      ),
      startedAt: new Date(startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      runMilliseconds: Math.max(0, finishedAt - startedAt),
      collectMilliseconds: collected.milliseconds,
      peakMemoryBytes: ended.peakMemoryBytes ?? 0,
    };
  }
}

function keepsOutputs(ended: Ended): boolean {
  return !ended.notConfined && ended.exceeded?.name !== 'disk' && ended.exceeded?.name !== 'files';
}

function failureOfCollection(collected: Collected) {
  if (collected.failed === undefined) return undefined;
  return { kind: 'sandbox_unavailable' as const, message: `The outputs could not be collected: ${collected.failed}.` };
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
