import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const reaper = join(__dirname, '../../local/reaper/reaper.py');

/** Starts a daemon and prints its pid, then runs `last`. */
const command = (last: string) => ['sh', '-c', `setsid sleep 60 & echo $!; ${last}`];

function start(last: string, ...options: string[]): ChildProcess {
  return spawn('python3', [reaper, ...options, '--', ...command(last)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function daemonOf(child: ChildProcess): Promise<number> {
  const [printed] = await once(child.stdout as NodeJS.EventEmitter, 'data');
  return Number(String(printed));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('reaper.py', () => {
  it('exits with the status of the command and kills its daemons', async () => {
    const child = start('exit 7');
    const daemon = await daemonOf(child);
    const [status] = await once(child, 'exit');
    expect(status).toBe(7);
    expect(isAlive(daemon)).toBe(false);
  });

  it('ends all descendants when its parent is gone', async () => {
    const child = start('exec sleep 60');
    const daemon = await daemonOf(child);
    child.stdin?.destroy();
    await once(child, 'exit');
    expect(isAlive(daemon)).toBe(false);
  });

  it('ends all descendants on SIGTERM and removes the folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reaper-'));
    const child = start('exec sleep 60', '--remove', folder);
    const daemon = await daemonOf(child);
    child.kill('SIGTERM');
    const [status] = await once(child, 'exit');
    expect(status).toBe(143);
    expect(isAlive(daemon)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('waits for a command that handles SIGTERM', async () => {
    const child = start('trap "sleep 0.5; exit 3" TERM; while true; do sleep 0.1; done');
    await daemonOf(child);
    await pause(200);
    child.kill('SIGTERM');
    const [status] = await once(child, 'exit');
    expect(status).toBe(3);
  });
});
