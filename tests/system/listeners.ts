import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly command: string;
}

const LISTEN = '0A';

/** Inode → address and port of all listening TCP sockets of this machine. */
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

/** The listening sockets of a process and its descendants. Addresses as in /proc: `0100007F` is 127.0.0.1. */
export function listenersOf(pid: number): Listener[] {
  const sockets = listening();
  return [pid, ...descendantsOf(pid)].flatMap((one) => {
    try {
      const command = readFileSync(`/proc/${one}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return readdirSync(`/proc/${one}/fd`).flatMap((fd) => {
        const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${one}/fd/${fd}`)) ?? [];
        const socket = sockets.get(inode);
        return socket ? [{ ...socket, command }] : [];
      });
    } catch {
      return []; // the process has exited, or the descriptor is closed
    }
  });
}
