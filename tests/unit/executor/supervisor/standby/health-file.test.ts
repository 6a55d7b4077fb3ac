import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxStart } from '../../../../../executor/supervisor/ports';
import { HEALTH_FILE, withHealthFile } from '../../../../../executor/supervisor/standby/health-file';

const READY: SandboxStart = { ok: true, layers: [] };

describe('the health file', () => {
  let workDir: string;
  let starts: number;
  let finishStart: (result: SandboxStart) => void;
  let sandbox: Sandbox;
  const exists = () => existsSync(join(workDir, HEALTH_FILE));

  beforeEach(() => {
    workDir = mkdtempSync(join(tmpdir(), 'health-file-test-'));
    starts = 0;
    const started = new Promise<SandboxStart>((resolve) => {
      finishStart = resolve;
    });
    const inner: Sandbox = {
      start() {
        starts += 1;
        return started;
      },
      addEarlierFile: async () => true,
      run: () => Promise.reject(new Error('No program is run.')),
      output: () => '',
      stop: async () => undefined,
    };
    sandbox = withHealthFile(inner, workDir);
  });
  afterEach(() => rmSync(workDir, { recursive: true }));

  it('is written once the libraries are loaded, not before', async () => {
    const start = sandbox.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(exists()).toBe(false);
    finishStart(READY);
    expect(await start).toEqual(READY);
    expect(exists()).toBe(true);
  });

  it('is not written when the sandbox does not start', async () => {
    finishStart({ ok: false, reason: 'No Landlock.' });
    expect(await sandbox.start()).toEqual({ ok: false, reason: 'No Landlock.' });
    expect(exists()).toBe(false);
  });

  it('is removed when the sandbox stops', async () => {
    finishStart(READY);
    await sandbox.start();
    await sandbox.stop();
    expect(exists()).toBe(false);
  });

  it('belongs to one start, however often the sandbox is started', async () => {
    finishStart(READY);
    await Promise.all([sandbox.start(), sandbox.start()]);
    expect(starts).toBe(1);
  });
});
