import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Targets } from './attack';

/** Must never appear in anything that a confined program produces. */
export const CANARY = 'canary-7f3a91c2e5';

/** Creates the targets of the attacks: services on loopback, a process, and files in temporary folders. */
export async function createTargets(
  workDir: string,
  sandboxDir: string,
): Promise<{ targets: Targets; removeTargets(): void }> {
  process.env.TEST_SECRET = CANARY;
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  chmodSync(folder, 0o755);
  const file = (name: string, mode: number) => {
    writeFileSync(join(folder, name), CANARY);
    chmodSync(join(folder, name), mode);
    return join(folder, name);
  };
  const victim: ChildProcess = spawn('sleep', ['600'], { env: { SECRET: CANARY }, stdio: 'ignore' });
  const servers: Server[] = [];
  const serve = async (address: { port: number; host: string } | { path: string }): Promise<Server> => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.0 200 OK\r\n\r\n${CANARY}`);
    });
    servers.push(server);
    server.listen(address);
    await once(server, 'listening');
    return server;
  };
  const tcp = await serve({ port: 0, host: '127.0.0.1' });
  const unixPath = join(folder, 'service.sock');
  await serve({ path: unixPath });
  chmodSync(unixPath, 0o777);
  const abstract = `sandbox-test-${process.pid}`;
  await serve({ path: `\0${abstract}` });
  const udp: Socket = createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  return {
    targets: {
      SECRET_FILE: file('secret', 0o600),
      PUBLIC_FILE: file('public', 0o644),
      SUPERVISOR: process.pid,
      VICTIM: victim.pid ?? 0,
      TCP_PORT: (tcp.address() as { port: number }).port,
      UDP_PORT: udp.address().port,
      UNIX_PATH: unixPath,
      ABSTRACT: abstract,
      WORK_DIR: workDir,
      SANDBOX_DIR: sandboxDir,
      METADATA: [`http://127.0.0.1:${(tcp.address() as { port: number }).port}/latest/meta-data/`],
    },
    removeTargets() {
      victim.kill('SIGKILL');
      udp.close();
      for (const server of servers) server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
