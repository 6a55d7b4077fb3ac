import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../local/setup/paths';
import { stubs } from './stubs';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor';
const { inFolder, stub, calls: recordedCalls } = stubs('build-image-');

/** A stub of the AWS CLI, which knows the image or does not. */
const awsOf = (imageExists: boolean): string =>
  stub('aws', `  'ecr describe-images'*) exit ${imageExists ? 0 : 254} ;;`);

function build(imageExists: boolean): string[] {
  const env = { ...process.env, AWS: awsOf(imageExists), DOCKER: stub('docker', ''), REPOSITORY_URI: URI };
  const { status, stdout } = spawnSync('bash', [join(root, 'executor/build/build-image.sh')], {
    env: { ...env, IMAGE_TAG: 'abc' },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, expect.stringContaining('ImageTag=abc')]);
  return recordedCalls();
}

const dockerCommands = (calls: string[]) =>
  calls.filter((call) => call.startsWith('docker')).map((call) => call.split(' ')[1]);

/** The members of the build's --output. */
function outputOf(calls: string[]): Record<string, string> {
  const [, output = ''] = calls.join('\n').match(/ buildx build .*--output (\S+)/) ?? [];
  return Object.fromEntries(output.split(',').map((member) => member.split('=')));
}

describe('build-image.sh', () => {
  it('builds and pushes the tag of the commit, and nothing else', () => {
    const calls = build(false);
    expect(dockerCommands(calls)).toEqual(['login', 'buildx', 'buildx']);
    expect(outputOf(calls)).toMatchObject({ type: 'image', name: `${URI}:abc`, push: 'true' });
    expect(calls.filter((call) => /aws (?!ecr )/.test(call))).toEqual([]);
  });

  it('compresses every layer, those of the base images too, with zstd', () => {
    expect(outputOf(build(false))).toMatchObject({
      ...{ compression: 'zstd', 'force-compression': 'true', 'oci-mediatypes': 'true' },
    });
  });

  it('builds no image of a commit that was built before', () => {
    expect(dockerCommands(build(true))).toEqual([]);
  });
});

/** The commands of executor/build/buildspec.yml, in order. */
function commandsOfBuild(): string[] {
  const { phases } = parse(readFileSync(join(root, 'executor/build/buildspec.yml'), 'utf8'));
  return Object.values(phases as Record<string, { commands: string[] }>).flatMap(({ commands }) => commands);
}

/** Paths that the Dockerfile copies from its context. */
function copiedPaths(): string[] {
  const text = readFileSync(join(root, 'executor/Dockerfile'), 'utf8');
  const lines = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return lines.flatMap(([, sources = '']) => sources.split(' '));
}

describe('buildspec.yml', () => {
  const GENERATED = new Set(['node_modules', 'dist', '.local', '.git', '.aws-sam', '.npm', 'results']);

  it('builds and pushes the image from the source alone', () => {
    const source = inFolder('source');
    cpSync(root, source, {
      recursive: true,
      filter: (path) => dirname(path) !== root || !GENERATED.has(basename(path)),
    });
    const env = { ...process.env, AWS: awsOf(false), DOCKER: stub('docker', ''), REPOSITORY_URI: URI };
    const ofCodeBuild = { CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef' };
    for (const command of commandsOfBuild()) {
      // Reuses the installed packages instead of the registry.
      if (command === 'npm ci --ignore-scripts') symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
      else execFileSync('bash', ['-c', command], { cwd: source, env: { ...env, ...ofCodeBuild } });
    }
    expect(copiedPaths().length).toBeGreaterThan(3);
    expect(copiedPaths().filter((path) => !existsSync(join(source, path)))).toEqual([]);
    const calls = recordedCalls();
    expect(dockerCommands(calls)).toEqual(['login', 'buildx', 'buildx']);
    // The tag is the first twelve characters of the commit.
    expect(outputOf(calls).name).toBe(`${URI}:0123456789ab`);
  });
});
