import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from '../sandbox/support';
import { must, run, shell } from './engine';

/** Debian's release in the image. */
export const SUITE = 'trixie';
/** The package with Node's binary, in the release of the image's tag. */
const NODE_PACKAGE = `node-linux-${process.arch}@24`;
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
/** A separate path in the build, because the package ca-certificates moves files at the original one. */
const AUTHORITIES_IN_BUILD = '/etc/pip-authorities.crt';

export const IMAGE = 'localhost/executor:test';
const dockerfile = join(project, 'executor/Dockerfile');

/** The Dockerfile without the digests of its base images: an image that is made here has another one. */
const withoutDigests = () => readFileSync(dockerfile, 'utf8').replace(/^(FROM \S+)@sha256:\S+/gm, '$1');

/** The base image of a repository in the Dockerfile, such as `debian:trixie-slim`. */
function baseImage(repository: string): string {
  const name = withoutDigests().match(new RegExp(`^FROM (\\S*/${repository}:\\S+)`, 'm'))?.[1];
  if (!name) throw new Error(`executor/Dockerfile has no FROM with ${repository}.`);
  return name;
}

const imageExists = (image: string): boolean => run(['podman', 'image', 'exists', image]).status === 0;

/** The mirror of this machine's own packages; undefined if it is not Debian. */
export function mirror(): string | undefined {
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

function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'image-test-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates both base images from Debian packages and Node's binary, without an image registry. */
export function makeBaseImages(): void {
  const [debian, node] = [baseImage('debian'), baseImage('node')];
  if (!imageExists(debian)) {
    withFolder((folder) => {
      const root = join(folder, 'root');
      must(['debootstrap', '--variant=minbase', SUITE, root, ...[mirror() ?? []].flat()]);
      shell(`tar -C ${root} -c . | podman import -q - ${debian}`);
    });
  }
  if (!imageExists(node)) {
    withFolder((folder) => {
      const archive = must(['npm', 'pack', '--silent', NODE_PACKAGE], { cwd: folder }).trim().split('\n').at(-1);
      shell(`cd ${folder} && mkdir -p root/usr/local && tar xzf ${archive} && mv package/bin root/usr/local/bin`);
      shell(`tar -C ${folder}/root -c . | podman import -q - ${node}`);
    });
  }
}

/** Builds executor/Dockerfile. pip uses the certificate authorities of this machine. */
export function buildImage(): void {
  withFolder((folder) => {
    const settings = join(folder, 'pip.conf');
    writeFileSync(settings, `[global]\ncert = ${AUTHORITIES_IN_BUILD}\n`);
    const mounts = existsSync(AUTHORITIES)
      ? [`${AUTHORITIES}:${AUTHORITIES_IN_BUILD}:ro`, `${settings}:/etc/pip.conf:ro`]
      : [];
    const options = [
      '--layers',
      '--runtime',
      'runc',
      '--network',
      'host',
      '--pull-never',
      '--ulimit',
      'nofile=4096:4096',
    ];
    const volumes = mounts.flatMap((volume) => ['-v', volume]);
    const file = join(folder, 'Dockerfile');
    writeFileSync(file, withoutDigests());
    const files = ['-f', file, '--ignorefile', `${dockerfile}.dockerignore`];
    must(['buildah', 'bud', ...options, ...volumes, ...files, '-t', IMAGE, project]);
  });
}
