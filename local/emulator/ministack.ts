import { mkdirSync, mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ManagedProcess, startManaged } from '../reaper/managed-process';
import { pythonOf, root } from '../setup/paths';
import { KEEP_ALIVE_SECONDS, openAwsProxy } from './proxies';

/** The only supported version: releases change behaviour that this project depends on. */
const VERSION = '1.5.33';
const READY_TIMEOUT_MS = 30_000;
/** Until the process of an idle function is ended. A cold start takes a quarter of a second. */
const FUNCTION_IDLE_SECONDS = 45;

/** Access key and secret of the emulator's root user. */
export const ROOT_KEY = 'test';
export const REGION = 'us-east-1';

export interface Emulator {
  readonly url: string;
  /** Unix socket that the emulator listens on. */
  readonly socketPath: string;
  /** The emulator with its proxy. */
  readonly process: ManagedProcess;
  readonly logFile: string;
  /** Folder for temporary files, removed after the emulator has stopped. */
  readonly folder: string;
}

/** Nothing of the caller's environment: functions inherit all of this. */
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
    // The emulator's Lambda wrapper calls url.parse(); Node 24 would warn in the function's log.
    NODE_OPTIONS: '--no-deprecation',
    // The SDK would warn in the functions' logs on Node 20.
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

async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const running = await version(url);
    if (running === VERSION) return;
    if (running !== undefined)
      throw new Error(`MiniStack ${VERSION} is required (this is ${running}). Run npm run setup.`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`MiniStack was not ready within ${READY_TIMEOUT_MS / 1000} s.`);
}

/** Creates the temporary folder. Its path is short, because socket paths are limited to 107 bytes (macOS: 103). */
function newFolder(): string {
  const base = Buffer.byteLength(tmpdir()) > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, 'code-interpreter-'));
}

export interface EmulatorOptions {
  /** Port that the API will have, whose page downloads artifacts from the emulator. */
  readonly apiPort?: number;
  readonly functionIdleSeconds?: number;
}

/** Starts an empty MiniStack behind a port of 127.0.0.1; resolves when it is ready. */
export async function startEmulator(port: number, options: EmulatorOptions = {}): Promise<Emulator> {
  const { apiPort, functionIdleSeconds = FUNCTION_IDLE_SECONDS } = options;
  const folder = newFolder();
  const socketPath = join(folder, 'emulator.sock');
  const logs = join(root, '.local/logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, `emulator-${port}.log`);
  const python = pythonOf('emulator');
  const command = [python, join(root, 'local/emulator/serve.py'), socketPath, String(KEEP_ALIVE_SECONDS)];
  command.push(String(functionIdleSeconds));
  const managed = startManaged({ python, command, env: environment(port, folder), logFile, folder });
  const url = `http://127.0.0.1:${port}`;
  let proxy: Server | undefined;
  const stop = async () => {
    proxy?.close();
    proxy?.closeAllConnections();
    await managed.stop();
  };
  try {
    proxy = await openAwsProxy(port, socketPath, apiPort);
    await Promise.race([waitUntilReady(url), managed.failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, socketPath, process: { failed: managed.failed, stop }, logFile, folder };
}
