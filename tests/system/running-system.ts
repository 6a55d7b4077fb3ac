import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CodeInterpreterClient, type JobView, type PromptRequest } from '../../client';
import { pythonOf } from '../../local/setup/paths';
import { type System, type SystemOptions, startSystem } from '../../local/system';

export interface RunningSystem {
  readonly system: System;
  readonly client: CodeInterpreterClient;
  /** Submits a prompt and waits for the end of the job. */
  ask(request: PromptRequest | string): Promise<JobView>;
  /** Contents of an artifact. */
  artifact(job: JobView, name: string): Promise<Buffer>;
}

/** Time limit of a job in milliseconds, generous for a busy machine. */
export const JOB_TIMEOUT = 120_000;

/** Starts the local system before the tests of a file and stops it after them. */
export function withSystem(options: () => SystemOptions = () => ({})): () => RunningSystem {
  let running: RunningSystem | undefined;
  beforeAll(async () => {
    const system = await startSystem(options());
    const client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    running = {
      system,
      client,
      async ask(request) {
        const { jobId } = await client.submit(typeof request === 'string' ? { prompt: request } : request);
        return client.wait(jobId, undefined, { interval: 200 });
      },
      artifact: async (job, name) => Buffer.from(await (await client.download(job.jobId, name)).arrayBuffer()),
    };
  }, 120_000);
  afterAll(async () => running?.system.stop(), 60_000);
  return () => {
    if (!running) throw new Error('The system is not running.');
    return running;
  };
}

/** Polls until the result is defined. */
export async function eventually<T>(poll: () => Promise<T | undefined>, milliseconds = 20_000): Promise<T> {
  for (const until = Date.now() + milliseconds; Date.now() < until; ) {
    const result = await poll();
    if (result !== undefined) return result;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  throw new Error(`The condition was not met within ${milliseconds} ms.`);
}

/** Creates a temporary folder with files; removed after the tests of the file. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs Python of the executor's environment, without blocking the system in this process; returns its output. */
export async function python(source: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(pythonOf('executor'), ['-c', source, ...args]);
  return stdout;
}
