import type { Failure } from '../../../events';
import type { CollectedFile, OnPrinted, OutputStream, QueryService, RunLimits, RunResult } from '../ports';
import { type ChannelState, serveChannel } from './channel';
import type { Channels, Forkserver } from './forkserver';
import { mediaTypeOf } from './media-types';
import type { CollectedOutputs, ExceededLimit, ProgramExit } from './messages';
import { OutputTail } from './output-tail';
import { outputWarnings } from './output-warnings';
import { reportedError, runFailure } from './run-failure';

/** How long after its time limit the sandbox may take to end a program before the forkserver is killed. */
const OVERDUE_SECONDS = 10;
/** How long the forkserver may take to import what the program needs and to start it. */
const START_TIMEOUT_SECONDS = 120;
const STREAMS_CLOSE_TIMEOUT_MS = 2_000;

/** The outputs of a program whose files are not collected. */
const NO_OUTPUTS: CollectedOutputs = {
  number: 0,
  files: [],
  skipped: [],
  surplus: 0,
  surplusNames: [],
  skippedUnlisted: 0,
  milliseconds: 0,
};

/** One run of one program. */
export class Run {
  private readonly state: ChannelState = {};
  private readonly stdout: OutputTail;
  private readonly stderr: OutputTail;
  private violation: ExceededLimit | undefined;
  private printedBytes = 0;
  private hasEnded = false;
  private readonly channelClosed: Promise<void>;

  constructor(
    private readonly forkserver: Forkserver,
    private readonly channels: Channels,
    private readonly number: number,
    private readonly limits: RunLimits,
    query: QueryService,
    private readonly earlier: string | null,
    onPrinted: OnPrinted,
  ) {
    const tailOf = (stream: OutputStream) =>
      new OutputTail(channels[stream], (part) => {
        this.countPrinted(part.length);
        onPrinted(stream, part);
      });
    this.stdout = tailOf('stdout');
    this.stderr = tailOf('stderr');
    const onViolation = (exceeded: ExceededLimit) => this.killFor(exceeded);
    const channelClosed = serveChannel(channels.query, this.state, { query, onViolation });
    channelClosed.catch(() => undefined);
    this.channelClosed = channelClosed;
  }

  private countPrinted(bytes: number): void {
    this.printedBytes += bytes;
    const { printedBytes: allowed } = this.limits;
    if (this.printedBytes > allowed && !this.violation) {
      this.killFor({ name: 'printed text', allowed, reached: this.printedBytes, unit: 'bytes' });
    }
  }

  private killFor(exceeded: ExceededLimit): void {
    this.violation ??= exceeded;
    this.forkserver.send({ kill: true });
  }

  /** The tails of stdout and stderr. */
  output(): string {
    return [this.stdout.text(), this.stderr.text()].filter(Boolean).join('\n');
  }

  /**
   * Runs the program to its end. Rejects when the forkserver exits first, which loses the result.
   * @param probe the program is the sandbox's own probe, which needs no libraries.
   */
  async execute(source: string, probe: boolean): Promise<RunResult> {
    const requestedAt = Date.now();
    const { number, limits, earlier } = this;
    const stopForkserver = () => {
      // Its rejection is reported with the run, which fails as well.
      this.forkserver.stop(0).catch(() => undefined);
    };
    let overdue = setTimeout(stopForkserver, START_TIMEOUT_SECONDS * 1_000);
    this.forkserver
      .next('started')
      .then(() => {
        clearTimeout(overdue);
        if (!this.hasEnded) overdue = setTimeout(stopForkserver, (limits.wallSeconds + OVERDUE_SECONDS) * 1_000);
      })
      .catch(() => undefined);
    try {
      const ended = this.forkserver.next('ended');
      ended.catch(() => undefined);
      this.forkserver.send({ run: { number, channel: this.channels.index, source, limits, probe, earlier } });
      const exit = await ended;
      const finishedAt = Date.now();
      const streams = Promise.all([this.stdout.closed, this.stderr.closed, this.channelClosed]);
      await settleWithin(STREAMS_CLOSE_TIMEOUT_MS, streams);
      // If processes survive, they can still write files, and the forkserver exits.
      if (exit.killFailed || (exit.stopped && !this.violation)) {
        return this.result(exit, NO_OUTPUTS, requestedAt, finishedAt);
      }
      const collected = this.forkserver.next('collected');
      collected.catch(() => undefined);
      this.forkserver.send({ collect: { number, limits, keep: keepsFiles(exit) } });
      return this.result(exit, await collected, requestedAt, finishedAt);
    } finally {
      this.hasEnded = true;
      clearTimeout(overdue);
      for (const stream of [this.channels.stdout, this.channels.stderr, this.channels.query]) stream.destroy();
    }
  }

  private result(exit: ProgramExit, collected: CollectedOutputs, requestedAt: number, finishedAt: number): RunResult {
    const { result, startedAt = requestedAt } = this.state;
    const failure = runFailure(exit, result, this.limits, this.violation) ?? collectionFailure(collected);
    return {
      failure,
      error: reportedError(result, failure),
      answer: result?.answer ?? undefined,
      values: result?.values ?? {},
      assumptions: result?.assumptions ?? [],
      // Those that the program cannot know come first: long lists are truncated.
      warnings: [...outputWarnings(collected, result?.answer ?? ''), ...(result?.warnings ?? [])],
      stdout: this.stdout.text(),
      stderr: this.stderr.text(),
      outputs: collected.files.map(
        ({ name, path, size, sha256 }): CollectedFile => ({ name, path, size, sha256, mediaType: mediaTypeOf(name) }),
      ),
      startedAt: new Date(startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      runMilliseconds: Math.max(0, finishedAt - startedAt),
      collectMilliseconds: collected.milliseconds,
      peakMemoryBytes: exit.peakMemoryBytes ?? 0,
    };
  }
}

/** The files of a program that exceeded its disk or was not started are deleted unread. */
function keepsFiles(exit: ProgramExit): boolean {
  return !exit.notStarted && exit.exceeded?.name !== 'disk' && exit.exceeded?.name !== 'files';
}

function collectionFailure({ failed }: CollectedOutputs): Failure | undefined {
  if (failed === undefined) return undefined;
  return { kind: 'sandbox_unavailable', message: `The program's files could not be collected: ${failed}.` };
}

/** Waits for `work`, but not longer than a timeout. */
async function settleWithin(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
