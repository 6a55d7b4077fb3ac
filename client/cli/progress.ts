import type { TimelineEvent } from '..';
import { dim, pad, since, width } from './terminal';

/** Progress of the jobs, written to standard error: standard output has only answers. */
export interface Progress {
  step(job: number, event: TimelineEvent): void;
  /** Shows a line that the job's program printed. */
  printed(job: number, line: string): void;
  /** Removes the job's line. */
  end(job: number): void;
  /** Stops drawing. */
  close(): void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 100;

/** For logs: one line per event, with the job's number when there are several. */
export function lineProgress(stream: Stream, jobs: number): Progress {
  const began = performance.now();
  return {
    step(job, { type, text }) {
      const number = jobs > 1 ? `[${job + 1}] ` : '';
      stream.write(`${since(began).padStart(8)}  ${number}${type.padEnd(18)} ${text}\n`);
    },
    printed(job, line) {
      stream.write(`${jobs > 1 ? `[${job + 1}] ` : ''}${line}\n`);
    },
    end() {},
    close() {},
  };
}

function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return `${[...text].slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** For terminals: one live line per running job with its latest event. */
export function liveProgress(stream: Stream, prompts: readonly string[]): Progress {
  const running = new Map<number, { began: number; text: string }>();
  let linesDrawn = 0;
  let frame = 0;
  const erase = () => {
    if (linesDrawn > 0) stream.write(`\x1b[${linesDrawn}A\x1b[0J`);
    linesDrawn = 0;
  };
  const draw = () => {
    erase();
    frame = (frame + 1) % FRAMES.length;
    for (const [job, { began, text }] of running) {
      const question = prompts.length > 1 ? `${pad(truncate(prompts[job] ?? '', 40), 40)}  ` : '';
      const line = truncate(
        `${FRAMES[frame]} ${since(began).padStart(7)}  ${question}${text}`,
        (stream.columns || 80) - 1,
      );
      stream.write(`${dim(line)}\n`);
    }
    linesDrawn = running.size;
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    step(job, { text, type }) {
      const { began } = running.get(job) ?? { began: performance.now() };
      running.set(job, { began, text: text || type });
    },
    printed(job, line) {
      erase();
      stream.write(`${prompts.length > 1 ? `[${job + 1}] ` : ''}${line}\n`);
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

/** Live progress for a terminal, lines for anything else. */
export const progressOn = (stream: Stream, prompts: readonly string[]): Progress =>
  stream.isTTY ? liveProgress(stream, prompts) : lineProgress(stream, prompts.length);
