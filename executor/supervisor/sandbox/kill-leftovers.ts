import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const END_WITHIN = 5_000;
const LOOK_AGAIN_AFTER = 5;

/** Whose processes are to be ended. */
export interface Whose {
  /** The session that a parent of programs led; no program can leave it. 0 for none. */
  readonly session: number;
  /** The job's user, when programs have one of their own. */
  readonly uid: number | null;
}

interface Remaining {
  readonly pid: number;
  readonly group: number;
}

/** Fields of /proc/PID/stat from the state on; undefined when the process is gone. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function belongsTo(pid: number, uid: number | null): boolean {
  try {
    return uid !== null && statSync(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}

function remaining({ session, uid }: Whose): Remaining[] {
  const found: Remaining[] = [];
  // a leader that is there again is another process, which has been given the number since
  const led = session !== 0 && fieldsOf(session) === undefined;
  for (const pid of listed()) {
    const [state, , group = '0', itsSession] = fieldsOf(pid) ?? ['Z'];
    if (state === 'Z' || state === 'X') continue;
    if (led && Number(itsSession) === session) found.push({ pid, group: Number(group) });
    else if (belongsTo(pid, uid)) found.push({ pid, group: 0 });
  }
  return found;
}

function listed(): number[] {
  try {
    return readdirSync('/proc').filter(Number).map(Number);
  } catch {
    return []; // not Linux
  }
}

/**
 * Ends what a parent of programs, itself gone, has left: by group, so that a fork bomb cannot run away, and by user.
 * Rejects when processes are still there after five seconds.
 */
export async function endRemains(whose: Whose): Promise<void> {
  for (const end = Date.now() + END_WITHIN; ; ) {
    const found = remaining(whose);
    if (found.length === 0) return;
    if (Date.now() > end) throw new Error('Processes of a program could not be ended.');
    for (const { pid, group } of found) {
      if (group > 1) kill(-group);
      kill(pid);
    }
    await sleep(LOOK_AGAIN_AFTER);
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // it is gone already
  }
}
