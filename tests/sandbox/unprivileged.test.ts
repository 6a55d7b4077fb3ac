import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { files } from './hostile/files';
import { network } from './hostile/network';
import { processes } from './hostile/processes';
import { secrets } from './hostile/secrets';
import { setStage } from './hostile/stage';
import { type Attack, PROLOGUE } from './hostile/table';
import { limits, project, settings } from './support';

jest.setTimeout(180_000);

const USER = 20_900;
const PYTHON = '/usr/bin/python3';
const own = join(settings.python, '../../lib');

/** Needs a Python that every user can reach, of the version that the packages were made for. */
function unreachable(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root: the table ran unprivileged already';
  if (!existsSync(PYTHON)) return `no ${PYTHON}`;
  const asUser = (command: string, ...parameters: string[]) =>
    spawnSync(command, parameters, { uid: USER, gid: USER, encoding: 'utf8' });
  const version = asUser(PYTHON, '-c', 'import sys; print("python%d.%d" % sys.version_info[:2])').stdout?.trim();
  const packages = join(own, version ?? '', 'site-packages');
  if (asUser('ls', packages).status !== 0) return `${packages} cannot be reached by other users`;
  return asUser(process.execPath, '-v').status === 0 ? undefined : 'Node cannot be reached by other users';
}

const reason = unreachable();
if (reason) console.warn(`The unprivileged sandbox was not tried: ${reason}.`);

const attacks: readonly Attack[] = [...network, ...secrets, ...processes, ...files];

(reason ? test.skip : test)(
  'an unprivileged supervisor holds every program of the table by Landlock and seccomp',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
    chmodSync(folder, 0o755);
    chownSync(folder, USER, USER);
    const { stage, strike } = await setStage(join(folder, 'work'), settings.sandboxDir);
    const programs = attacks.map(({ name, program }) => ({ name, program: [PROLOGUE, program].join('\n') }));
    const version = spawnSync(PYTHON, ['-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const changes = {
      ...settings,
      python: PYTHON,
      libraries: join(own, version.stdout.trim(), 'site-packages'),
      workDir: join(folder, 'work'),
      maxAttempts: 100,
    };
    const script = join(folder, 'supervisor.cjs');
    buildSync({
      bundle: true,
      platform: 'node',
      outfile: script,
      stdin: {
        resolveDir: project,
        contents: `
        import { createSandbox } from './executor/supervisor/sandbox';
        const sandbox = createSandbox(${JSON.stringify(changes)});
        const victims = { ...${JSON.stringify(stage)}, SUPERVISOR: process.pid, VICTIM: process.pid };
        const names = Object.entries(victims).map(([name, value]) => name + ' = ' + JSON.stringify(value)).join('\\n');
        const refused = async () => ({ ok: false, kind: 'refused', message: '' });
        (async () => {
          const started = await sandbox.start();
          const results = [];
          if (started.ok)
            for (const { name, program } of ${JSON.stringify(programs)}) {
              const { failure, stdout } = await sandbox.run(names + program, ${JSON.stringify(limits)}, refused);
              results.push({ name, failure, stdout });
            }
          await sandbox.stop();
          console.log(JSON.stringify({ started, results }));
        })();`,
      },
    });
    const supervisor = spawnSync(process.execPath, [script], {
      uid: USER,
      gid: USER,
      encoding: 'utf8',
      timeout: 150_000,
    });
    strike();
    rmSync(folder, { recursive: true });
    const { started, results } = JSON.parse(supervisor.stdout) as {
      started: { ok: boolean; layers: string[] };
      results: { name: string; stdout: string; failure?: { kind: string; message: string } }[];
    };
    expect(started).toMatchObject({ ok: true, layers: expect.arrayContaining(['seccomp']) });
    expect(started.layers).not.toContain('uid');
    expect(results).toHaveLength(attacks.length);
    expect(results.filter(({ stdout }) => stdout.includes('REACHED'))).toEqual([]);
    expect(results.filter(({ failure }) => failure?.kind === 'sandbox_unavailable')).toEqual([]);
  },
);
