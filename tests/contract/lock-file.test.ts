import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** Where Node would find a package that another one asks for, from the nearest folder up. */
function found(from: string, name: string): string | undefined {
  const folders = from.split('/node_modules/').map((_, index, all) => all.slice(0, index + 1).join('/node_modules/'));
  const paths = [...folders.reverse().map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
  return paths.find((path) => path in packages);
}

// npm ci, which the build on AWS and the deployment begin with, refuses a lock file that lacks one of them.
describe('the lock file', () => {
  it('names what other machines need in place of this one, with its hash', () => {
    const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name): [string, string] => [path, name]),
    );
    expect(wanted.length).toBeGreaterThan(50);
    const lacking = wanted.filter(([path, name]) => !packages[found(path, name) ?? '']?.integrity);
    expect(lacking).toEqual([]);
  });
});
