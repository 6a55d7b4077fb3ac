import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 5_000;
const POLL_MS = 5;

/** Selects processes by session or by user. */
export interface ProcessFilter {
  /** Session of a forkserver that has exited, which its programs cannot leave. 0 for none. */
  readonly session: number;
  /** The user that programs run as, if they have a separate one. */
  readonly uid: number | null;
}

interface Leftover {
  readonly pid: number;
  /** Process group to kill with it; 0 for none. */
  readonly group: number;
}

/** The fields of /proc/PID/stat from the state on; undefined when the process does not exist. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function hasUid(pid: number, uid: number | null): boolean {
  try {
    return uid !== null && statSync(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}

function leftovers({ session, uid }: ProcessFilter): Leftover[] {
  const processes: Leftover[] = [];
  // If the session's leader exists, its pid has been reused by another process.
  const isOrphaned = session !== 0 && statFields(session) === undefined;
  for (const pid of allPids()) {
    const [state, , group = '0', sessionOfPid] = statFields(pid) ?? ['Z'];
    if (state === 'Z' || state === 'X') continue;
    if (isOrphaned && Number(sessionOfPid) === session) processes.push({ pid, group: Number(group) });
    else if (hasUid(pid, uid)) processes.push({ pid, group: 0 });
  }
  return processes;
}

function allPids(): number[] {
  try {
    return readdirSync('/proc').filter(Number).map(Number);
  } catch {
    return []; // not Linux
  }
}

/**
 * Kills the processes that a forkserver left behind, by group, which also stops fork bombs, and by user.
 * Rejects when some still exist after five seconds.
 */
export async function killLeftovers(filter: ProcessFilter): Promise<void> {
  for (const deadline = Date.now() + TIMEOUT_MS; ; ) {
    const processes = leftovers(filter);
    if (processes.length === 0) return;
    if (Date.now() > deadline) throw new Error('Processes of a program could not be killed.');
    for (const { pid, group } of processes) {
      if (group > 1) kill(-group);
      kill(pid);
    }
    await sleep(POLL_MS);
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // It has exited.
  }
}
