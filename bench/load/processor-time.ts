import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

/** Clock ticks of a second: USER_HZ, the same on all of Linux's architectures that we run on. */
const TICKS = 100;

/** Processor time of one process and of its descendants that have ended, in ticks. */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0; // the process has ended
  }
}

/** Seconds of processor time that this process and its descendants have used. Linux only. */
export const measureProcessorTime = (): number =>
  [process.pid, ...descendantsOf(process.pid)].reduce((sum, pid) => sum + ticksOf(pid), 0) / TICKS;
