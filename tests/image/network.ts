import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Attack } from '../sandbox/hostile/attack';
import { CANARY } from '../sandbox/hostile/targets';
import { must, run } from './engine';

export const TASK_METADATA = 'http://169.254.170.2/v2/credentials/';
export const MACHINE_METADATA = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/';

/** A network namespace with only the two metadata services of a task. `close` deletes it. */
export async function metadataNetwork(): Promise<{ readonly name: string; close(): void }> {
  const name = `image-test-${process.pid}`;
  must(['ip', 'netns', 'add', name]);
  must(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  for (const address of ['169.254.170.2', '169.254.169.254']) {
    must(['ip', '-n', name, 'addr', 'add', `${address}/32`, 'dev', 'lo']);
  }
  const command = ['netns', 'exec', name, process.execPath, join(__dirname, 'metadata.mjs'), CANARY];
  const service = spawn('ip', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([once(service.stdout, 'data'), once(service, 'exit')]);
  return {
    name,
    close() {
      service.kill('SIGKILL');
      run(['ip', 'netns', 'delete', name]);
    },
  };
}

/** Attempts to get credentials from services of the task's network. */
export const metadataAttacks: readonly Attack[] = [
  {
    name: 'asks for the credentials of its task',
    program: `attempt(lambda: __import__('urllib.request').request.urlopen('${TASK_METADATA}', timeout=3).read())`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'asks for the credentials of its machine',
    program: `
from urllib.request import Request, urlopen
def go():
    token = urlopen(Request('http://169.254.169.254/latest/api/token', method='PUT'), timeout=3).read().decode()
    return urlopen(Request('${MACHINE_METADATA}', headers={'X-aws-ec2-metadata-token': token}), timeout=3).read()
attempt(go)`,
    blockedBy: ['seccomp'],
  },
  {
    name: 'asks for the credentials of its task by system calls',
    program: `
fd = syscall(198 if ARM else 41, 2, 1, 0)
address = ctypes.create_string_buffer(bytes([2, 0, 0, 80, 169, 254, 170, 2]) + bytes(8))
if fd >= 0 and syscall(203 if ARM else 42, fd, address, 16) == 0:
    os.write(fd, b'GET / HTTP/1.0\\r\\n\\r\\n')
    reached(os.read(fd, 1000))`,
    blockedBy: ['seccomp'],
  },
];
