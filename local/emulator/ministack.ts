import { mkdirSync, mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type KeptProcess, startKept } from '../kept-process';
import { pythonOf, root } from '../paths';
import { KEEP_ALIVE_SECONDS, openAwsDoor } from './doors';

/** The version everything here was tried with; each release changes much. */
const VERSION = '1.5.33';
const READY_WITHIN_MS = 30_000;

/** Key and secret of the emulator's root user. */
export const ROOT_KEY = 'test';
export const REGION = 'us-east-1';

export interface Emulator {
  readonly url: string;
  /** The file that it listens on. */
  readonly socketPath: string;
  /** With what listens before it. */
  readonly process: KeptProcess;
  readonly logFile: string;
  /** Everything temporary of this instance lies in it; gone when the emulator has stopped. */
  readonly folder: string;
}

/** Nothing of the caller's environment but where programs lie: functions inherit all of it. */
function environment(port: number, folder: string): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    AUTH: 'true',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: ROOT_KEY,
    AWS_SECRET_ACCESS_KEY: ROOT_KEY,
    AWS_DEFAULT_REGION: REGION,
    // The emulator's own part of a function calls url.parse(), of which Node 24 warns among the function's log lines.
    NODE_OPTIONS: '--no-deprecation',
    // The SDK writes a warning into the functions' logs on Node 20.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

async function version(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2000) });
    if (!response.ok) return undefined;
    const health = (await response.json()) as { version?: string };
    return health.version ?? 'unknown';
  } catch {
    return undefined;
  }
}

async function becomeReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const found = await version(url);
    if (found === VERSION) return;
    if (found !== undefined) throw new Error(`MiniStack ${VERSION} is needed, ${found} was started.`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`MiniStack was not ready within ${READY_WITHIN_MS / 1000} s.`);
}

/** A folder for what is temporary. The kernel takes a socket's path up to 107 bytes (macOS: 103). */
function newFolder(): string {
  const base = Buffer.byteLength(tmpdir()) > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, 'code-interpreter-'));
}

/** Starts MiniStack for a port of 127.0.0.1, empty, and resolves when it answers. */
export async function startEmulator(port: number): Promise<Emulator> {
  const folder = newFolder();
  const socketPath = join(folder, 'emulator.sock');
  const logs = join(root, '.local/logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, `emulator-${port}.log`);
  const python = pythonOf('emulator');
  const command = [python, join(root, 'local/emulator/serve.py'), socketPath, String(KEEP_ALIVE_SECONDS)];
  const kept = startKept({ python, command, env: environment(port, folder), logFile, folder });
  const url = `http://127.0.0.1:${port}`;
  let door: Server | undefined;
  const stop = async () => {
    door?.close();
    door?.closeAllConnections();
    await kept.stop();
  };
  try {
    door = await openAwsDoor(port, socketPath);
    await Promise.race([becomeReady(url), kept.ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, socketPath, process: { ended: kept.ended, stop }, logFile, folder };
}
