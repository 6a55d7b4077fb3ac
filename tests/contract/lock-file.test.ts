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

/** The path at which Node resolves a package that another one requires. */
function resolvedPath(from: string, name: string): string | undefined {
  const folders = from.split('/node_modules/').map((_, index, all) => all.slice(0, index + 1).join('/node_modules/'));
  const paths = [...folders.reverse().map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
  return paths.find((path) => path in packages);
}

// npm ci, which builds and deployments run first, refuses a lock file that lacks one of them.
describe('the lock file', () => {
  it('has the optional packages of other platforms, with their hashes', () => {
    const optional = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name): [string, string] => [path, name]),
    );
    expect(optional.length).toBeGreaterThan(50);
    const missing = optional.filter(([path, name]) => !packages[resolvedPath(path, name) ?? '']?.integrity);
    expect(missing).toEqual([]);
  });
});
