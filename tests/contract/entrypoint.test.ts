import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { standIns } from './stand-ins';

const { inFolder, standIn, calls } = standIns('entrypoint-');

/** What a command prints that the image's entrypoint becomes; the shared folders of this machine stay as they are. */
function become(command: string): string {
  standIn('chmod', '');
  const env = { ...process.env, PATH: `${inFolder('')}:${process.env.PATH}`, WORK_DIR: '/job' };
  const script = `ulimit -S -c "$(ulimit -H -c)"; exec sh '${join(root, 'executor/entrypoint.sh')}' sh -c '${command}'`;
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trim();
}

describe('the entrypoint of the image', () => {
  it('allows no core dump to what it becomes, and nothing that could raise the limit', () => {
    expect(become('ulimit -S -c; ulimit -H -c')).toBe('0\n0');
  });

  it('closes the folders that every user could write to, and the list of the working folder', () => {
    become('true');
    const shared = ['/dev/shm', '/dev/mqueue'].filter((folder) => existsSync(folder));
    const closed = shared.map((folder) => `chmod 0700 ${folder}`);
    expect(calls()).toEqual([...closed, 'chmod go-w /dev/zero', 'chmod 0711 /job']);
  });
});
