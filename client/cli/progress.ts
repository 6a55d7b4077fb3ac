import type { TimelineEvent } from '..';
import { dim, pad, since, width } from './terminal';

/** What is happening, on standard error, so that standard output is the answers alone. */
export interface Progress {
  step(job: number, event: TimelineEvent): void;
  /** The job's line goes away. */
  end(job: number): void;
  /** Nothing is drawn any more. */
  close(): void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 100;

/** For logs: a line for each thing that happened, with the job's number when there are several. */
export function lineProgress(stream: Stream, jobs: number): Progress {
  const began = performance.now();
  return {
    step(job, { type, text }) {
      const number = jobs > 1 ? `[${job + 1}] ` : '';
      stream.write(`${since(began).padStart(8)}  ${number}${type.padEnd(18)} ${text}\n`);
    },
    end() {},
    close() {},
  };
}

function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return `${[...text].slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** For people: a line for each running job that says what it does now. */
export function liveProgress(stream: Stream, prompts: readonly string[]): Progress {
  const running = new Map<number, { began: number; doing: string }>();
  let drawn = 0;
  let frame = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    frame = (frame + 1) % FRAMES.length;
    for (const [job, { began, doing }] of running) {
      const asked = prompts.length > 1 ? `${pad(cut(prompts[job] ?? '', 40), 40)}  ` : '';
      const line = cut(`${FRAMES[frame]} ${since(began).padStart(7)}  ${asked}${doing}`, (stream.columns || 80) - 1);
      stream.write(`${dim(line)}\n`);
    }
    drawn = running.size;
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    step(job, { text, type }) {
      const { began } = running.get(job) ?? { began: performance.now() };
      running.set(job, { began, doing: text || type });
    },
    end(job) {
      running.delete(job);
      erase();
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}

/** The kind of progress that fits where it goes. */
export const progressOn = (stream: Stream, prompts: readonly string[]): Progress =>
  stream.isTTY ? liveProgress(stream, prompts) : lineProgress(stream, prompts.length);
