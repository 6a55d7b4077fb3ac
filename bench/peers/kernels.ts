import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { pythonOf, root } from '../../local/setup/paths';

const FOLDER = join(root, '.local/peers');
const PACKAGES = ['ipykernel==7.1.0', 'jupyter_client==8.6.3'];

/** The folder of the packages in a virtual environment. */
function sitePackages(environment: string): string {
  const lib = join(environment, 'lib');
  return join(lib, readdirSync(lib).find((name) => name.startsWith('python3')) ?? '', 'site-packages');
}

/** Makes an environment with Jupyter and the packages of the programs, unless there is one with these versions. Returns its Python. */
export function jupyterPython(): string {
  const python = join(FOLDER, 'bin/python');
  const marker = join(FOLDER, 'complete');
  const versions = PACKAGES.join('\n');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === versions) return python;
  rmSync(FOLDER, { recursive: true, force: true });
  const executor = pythonOf('executor');
  execFileSync(executor, ['-m', 'venv', FOLDER], { stdio: ['ignore', 'ignore', 'inherit'] });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
  execFileSync(python, pip, { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(sitePackages(FOLDER), 'executor.pth'), `${sitePackages(join(root, '.local/python/executor'))}\n`);
  writeFileSync(marker, versions);
  return python;
}

/** Jupyter kernels, driven by jupyter_client: one that runs, and one started for each fresh program. */
export class Kernels {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor() {
    this.process = spawn(jupyterPython(), [join(root, 'bench/peers/kernel.py')]);
    this.process.stderr.pipe(process.stderr);
    this.reader = createInterface({ input: this.process.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async run(program: string, fresh: boolean): Promise<{ milliseconds: number; text: string }> {
    this.process.stdin.write(`${JSON.stringify({ program, fresh })}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error('The driver of the kernels has ended.');
    return JSON.parse(value) as { milliseconds: number; text: string };
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.stdin.end();
    await exited;
  }
}
