import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';

const FOLDER = 'tests/recordings';
const isRecording = (path: string): boolean => path.endsWith('.response.md');

/** Of one version of a recording. */
interface Version {
  readonly path: string;
  readonly recordedAt: string;
  readonly seal: string;
}

const fieldOf = (header: string, name: string): string => new RegExp(`^${name}: (\\S+)$`, 'm').exec(header)?.[1] ?? '';

const versionOf = (path: string, header: string): Version => ({
  path,
  recordedAt: fieldOf(header, 'recordedAt'),
  seal: fieldOf(header, 'seal'),
});

/** Also in a container that runs as another user than the owner of the folder. */
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'safe.directory=*', '-C', root, ...args], { encoding: 'utf8', maxBuffer: 1024 ** 3 });

/** The versions of the history, from the lines that its differences have or add. */
function committed(): Version[] {
  const options = ['-p', '-m', '--no-renames', '--no-color', '--no-ext-diff', '--unified=20', '--diff-filter=AM'];
  const log = git('log', ...options, '--format=', '--', FOLDER);
  return log
    .split(/^diff --git .*$/m)
    .flatMap((difference) => {
      const path = /^\+\+\+ b\/(.*)$/m.exec(difference)?.[1] ?? '';
      const after = difference.replace(/^-.*$/gm, '').replace(/^[ +]/gm, '');
      return isRecording(path) ? [versionOf(path, after)] : [];
    })
    .filter(({ recordedAt, seal }) => recordedAt && seal);
}

const present = (): Version[] =>
  readdirSync(join(root, FOLDER), { recursive: true, encoding: 'utf8' })
    .filter(isRecording)
    .map((name) => versionOf(`${FOLDER}/${name}`, readFileSync(join(root, FOLDER, name), 'utf8')));

/** Recordings with two contents under one date: one of these is not what the model responded. */
function contradictions(versions: readonly Version[]): string[] {
  const seals = new Map<string, string>();
  return versions.flatMap(({ path, recordedAt, seal }) => {
    const version = `${path} of ${recordedAt}`;
    const first = seals.get(version) ?? seal;
    seals.set(version, first);
    return first === seal ? [] : [version];
  });
}

// A copy without the history has nothing to compare with.
const withHistory = existsSync(join(root, '.git')) ? describe : describe.skip;

withHistory('the recordings of a language model', () => {
  it('have one digest and one response under one date, in the whole history', () => {
    const versions = [...committed(), ...present()];
    expect(versions.length).toBeGreaterThanOrEqual(2 * present().length);
    expect(contradictions(versions)).toEqual([]);
  });

  it('are compared with a history that CI has in full', () => {
    expect(git('rev-parse', '--is-shallow-repository').trim()).toBe('false');
  });
});

describe('a recording with another digest under the same date', () => {
  const version = { path: 'a.response.md', recordedAt: '2026-11-30T22:00:00.000Z', seal: '0123456789abcdef' };

  it('is found', () => {
    expect(contradictions([version, { ...version, seal: 'ffffffffffffffff' }])).toHaveLength(1);
    expect(contradictions([version, version])).toEqual([]);
  });

  it('may have a new date', () => {
    expect(contradictions([version, { ...version, recordedAt: '2026-12-30', seal: 'ffffffffffffffff' }])).toEqual([]);
  });
});
