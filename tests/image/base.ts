import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from '../sandbox/support';
import { must, run, shell } from './engine';

const SUITE = 'trixie';
/** The package that ships Node's binary, and the release that the image's tag stands for. */
const NODE_PACKAGE = `node-linux-${process.arch}@24`;
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
/** Where the build finds them: their own place is the package's, which moves files there. */
const IN_THE_BUILD = '/etc/pip-authorities.crt';

export const IMAGE = 'localhost/executor:test';
const dockerfile = join(project, 'executor/Dockerfile');

/** The images that the Dockerfile begins with, by its own names: `debian:trixie-slim`, `node:24-trixie-slim`. */
function named(repository: string): string {
  const name = readFileSync(dockerfile, 'utf8').match(new RegExp(`^FROM (\\S*/${repository}:\\S+)`, 'm'))?.[1];
  if (!name) throw new Error(`executor/Dockerfile has no FROM with ${repository}.`);
  return name;
}

const isThere = (image: string): boolean => run(['podman', 'image', 'exists', image]).status === 0;

/** The mirror that this machine's own packages come from; undefined where it is not Debian. */
function mirror(): string | undefined {
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const text = files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  return text.match(/^(?:URIs:|deb(?: \[[^\]]*\])?) (https?:\/\/\S+\/debian)\/?(?=\s|$)/m)?.[1];
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'image-test-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes both base images from Debian's packages and from Node's binary; no registry of images is asked. */
export function makeBaseImages(): void {
  const [debian, node] = [named('debian'), named('node')];
  if (!isThere(debian)) {
    inFolder((folder) => {
      const root = join(folder, 'root');
      must(['debootstrap', '--variant=minbase', SUITE, root, ...[mirror() ?? []].flat()]);
      shell(`tar -C ${root} -c . | podman import -q - ${debian}`);
    });
  }
  if (!isThere(node)) {
    inFolder((folder) => {
      const archive = must(['npm', 'pack', '--silent', NODE_PACKAGE], { cwd: folder }).trim().split('\n').at(-1);
      shell(`cd ${folder} && mkdir -p root/usr/local && tar xzf ${archive} && mv package/bin root/usr/local/bin`);
      shell(`tar -C ${folder}/root -c . | podman import -q - ${node}`);
    });
  }
}

/** Builds executor/Dockerfile as it is. pip is told of the authorities that this machine trusts. */
export function buildImage(): void {
  inFolder((folder) => {
    const settings = join(folder, 'pip.conf');
    writeFileSync(settings, `[global]\ncert = ${IN_THE_BUILD}\n`);
    const mounted = existsSync(AUTHORITIES)
      ? [`${AUTHORITIES}:${IN_THE_BUILD}:ro`, `${settings}:/etc/pip.conf:ro`]
      : [];
    const how = ['--layers', '--runtime', 'runc', '--network', 'host', '--pull-never', '--ulimit', 'nofile=4096:4096'];
    const volumes = mounted.flatMap((volume) => ['-v', volume]);
    must(['buildah', 'bud', ...how, ...volumes, '-t', IMAGE, '-f', dockerfile, project]);
  });
}
