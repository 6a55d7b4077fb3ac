import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { stubs } from './stubs';

const { inFolder, stub, calls } = stubs('entrypoint-');

/** Runs a command through the entrypoint and returns its output. chmod is a stub, so this machine's folders stay unchanged. */
function runInEntrypoint(command: string): string {
  stub('chmod', '');
  const env = { ...process.env, PATH: `${inFolder('')}:${process.env.PATH}`, WORK_DIR: '/job' };
  const script = `ulimit -S -c "$(ulimit -H -c)"; exec sh '${join(root, 'executor/entrypoint.sh')}' sh -c '${command}'`;
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trim();
}

describe('the entrypoint of the image', () => {
  it('disables core dumps, with a hard limit', () => {
    expect(runInEntrypoint('ulimit -S -c; ulimit -H -c')).toBe('0\n0');
  });

  it('closes world-writable folders and the listing of the working folder', () => {
    runInEntrypoint('true');
    const shared = ['/dev/shm', '/dev/mqueue'].filter((folder) => existsSync(folder));
    const expected = shared.map((folder) => `chmod 0700 ${folder}`);
    expect(calls()).toEqual([...expected, 'chmod go-w /dev/zero', 'chmod 0711 /job']);
  });
});
