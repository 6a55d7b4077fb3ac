import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly command: string;
}

const LISTEN = '0A';

/** Inode → address and port of everything that listens for TCP on this machine. */
function listening(): Map<string, { address: string; port: number }> {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => {
    try {
      return readFileSync(file, 'utf8').trim().split('\n').slice(1);
    } catch {
      return []; // a machine without IPv6
    }
  });
  const sockets = lines.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === LISTEN);
  return new Map(
    sockets.map(([, local = '', , , , , , , , inode = '']) => {
      const [address = '', port = ''] = local.split(':');
      return [inode, { address, port: Number.parseInt(port, 16) }];
    }),
  );
}

/** What a process and those below it listen on. `0100007F` is 127.0.0.1 as /proc writes it. */
export function listenersOf(pid: number): Listener[] {
  const sockets = listening();
  return [pid, ...descendantsOf(pid)].flatMap((one) => {
    try {
      const command = readFileSync(`/proc/${one}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return readdirSync(`/proc/${one}/fd`).flatMap((fd) => {
        const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${one}/fd/${fd}`)) ?? [];
        const found = sockets.get(inode);
        return found ? [{ ...found, command }] : [];
      });
    } catch {
      return []; // it has ended, or the descriptor is closed
    }
  });
}
