import { green, red, width } from '../client/cli/terminal';
import type { Result } from './run';

const CELLS = 24;
const marks = { right: green('✓'), wrong: red('✗'), refused: '–', failed: red('!') } as const;

export interface ProgressBar {
  add(result: Result): void;
  end(): void;
}

/** On a terminal: a bar, with a line above it for each question that is not right. Elsewhere a line for each question. */
export function progressBar(total: number, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  const counts = { right: 0, wrong: 0, refused: 0, failed: 0 };
  let done = 0;
  const draw = () => {
    const filled = Math.round((done / total) * CELLS);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)}`;
    const text = `${counts.right} right, ${counts.wrong} wrong, ${counts.refused} refused, ${counts.failed} failed`;
    stream.write(`\r\x1b[2K${bar} ${done}/${total}  ${text}`);
  };
  return {
    add({ set, question, verdict, reason, seconds }) {
      done++;
      counts[verdict]++;
      const suffix = reason && verdict !== 'right' ? `  ${reason}` : '';
      const line = `${marks[verdict]} ${set.padEnd(8)} ${seconds.toFixed(1).padStart(5)} s  ${question.ask}${suffix}`;
      if (!stream.isTTY) stream.write(`${line}\n`);
      else if (verdict !== 'right') {
        const columns = (stream.columns || 100) - 1;
        stream.write(`\r\x1b[2K${width(line) > columns ? `${line.slice(0, columns - 1)}…` : line}\n`);
      }
      if (stream.isTTY) draw();
    },
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}
