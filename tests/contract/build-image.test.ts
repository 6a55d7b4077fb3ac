import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../local/setup/paths';
import { stubs } from './stubs';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor';
const DEFINITION = {
  family: 'executor',
  revision: 7,
  containerDefinitions: [{ name: 'executor', image: `${URI}:current` }],
};

const { inFolder, stub, calls: recordedCalls } = stubs('build-image-');

const description = `echo '${JSON.stringify(DEFINITION)}'`;
/** How the AWS CLI fails. */
const failing = (error: string) => `echo "An error occurred (${error}" >&2; exit 254`;

/** A stub of the AWS CLI. `describe` handles describe-task-definition. */
const awsOf = (imageExists: boolean, describe = description): string =>
  stub(
    'aws',
    [
      `  *--query*imageDigest*) echo sha256:5 ;;`,
      `  'ecr describe-images'*) exit ${imageExists ? 0 : 254} ;;`,
      `  'ecs describe-task-definition'*) ${describe} ;;`,
      `  'ecs register-task-definition'*) cp "\${4#file://}" '${inFolder('registered')}' ;;`,
    ].join('\n'),
  );

function run(aws: string) {
  const env = { ...process.env, AWS: aws, DOCKER: stub('docker', ''), REPOSITORY_URI: URI, TASK_FAMILY: 'executor' };
  const { status, stdout, stderr } = spawnSync('bash', [join(root, 'executor/build/build-image.sh')], {
    env: { ...env, IMAGE_TAG: 'abc' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr, calls: recordedCalls() };
}

function build(imageExists: boolean): string[] {
  const { status, calls } = run(awsOf(imageExists));
  expect(status).toBe(0);
  return calls;
}

const dockerCommands = (calls: string[]) =>
  calls.filter((call) => call.startsWith('docker')).map((call) => call.split(' ')[1]);

describe('build-image.sh', () => {
  it('builds and pushes the tag of the commit, then moves `current` to it', () => {
    const calls = build(false);
    expect(dockerCommands(calls)).toEqual(['login', 'build', 'push', 'tag', 'push']);
    expect(calls).toContain(`docker push ${URI}:abc`);
    expect(calls.at(-1)).toMatch(/^aws ecs register-task-definition/);
  });

  it('reuses the image of a commit that was built before', () => {
    expect(dockerCommands(build(true))).toEqual(['login', 'pull', 'tag', 'push']);
  });

  it('registers a revision that references the image by digest', () => {
    build(false);
    expect(JSON.parse(readFileSync(inFolder('registered'), 'utf8'))).toEqual({
      family: 'executor',
      containerDefinitions: [{ name: 'executor', image: `${URI}@sha256:5` }],
    });
  });

  it('registers nothing while the stack has no task definition yet', () => {
    const missing =
      'ClientException) when calling the DescribeTaskDefinition operation: Unable to describe task definition.';
    const { status, stdout, calls } = run(awsOf(false, failing(missing)));
    expect([status, dockerCommands(calls)]).toEqual([0, ['login', 'build', 'push', 'tag', 'push']]);
    expect(stdout).toContain(
      `There is no task definition executor yet. The one that the stack creates will run ${URI}:current.`,
    );
    expect(calls.filter((call) => call.includes('register-task-definition'))).toEqual([]);
  });

  it('fails without permission to read the task definition', () => {
    const { status, stderr, calls } = run(awsOf(false, failing('AccessDeniedException) when calling it')));
    expect([status, stderr]).toEqual([1, expect.stringContaining('AccessDeniedException')]);
    expect(calls.filter((call) => call.includes('register-task-definition'))).toEqual([]);
  });

  it('changes only the image in a new revision', () => {
    const registered = {
      family: 'code-interpreter-executor',
      taskRoleArn: 'arn:aws:iam::111122223333:role/task',
      containerDefinitions: [{ name: 'executor', image: 'repository:current', readonlyRootFilesystem: true }],
      cpu: '1024',
      memory: '2048',
    };
    const description = {
      ...registered,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/code-interpreter-executor:7',
      revision: 7,
      status: 'ACTIVE',
      requiresAttributes: [],
      compatibilities: ['FARGATE'],
      registeredAt: '2026-11-22T00:00:00Z',
      registeredBy: 'arn:aws:iam::111122223333:role/cloudformation',
    };
    const input = JSON.stringify(description);
    const next = execFileSync(
      process.execPath,
      [join(root, 'executor/build/next-revision.mjs'), 'repository@sha256:1'],
      {
        input,
      },
    );
    const [container] = registered.containerDefinitions;
    expect(JSON.parse(next.toString())).toEqual({
      ...registered,
      containerDefinitions: [{ ...container, image: 'repository@sha256:1' }],
    });
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

  it('builds, pushes and registers the image from the source alone', () => {
    const source = inFolder('source');
    cpSync(root, source, {
      recursive: true,
      filter: (path) => dirname(path) !== root || !GENERATED.has(basename(path)),
    });
    const env = { ...process.env, AWS: awsOf(false), DOCKER: stub('docker', ''), REPOSITORY_URI: URI };
    const ofCodeBuild = { TASK_FAMILY: 'executor', CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef' };
    for (const command of commandsOfBuild()) {
      // Reuses the installed packages instead of the registry.
      if (command === 'npm ci --ignore-scripts') symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
      else execFileSync('bash', ['-c', command], { cwd: source, env: { ...env, ...ofCodeBuild } });
    }
    expect(copiedPaths().length).toBeGreaterThan(3);
    expect(copiedPaths().filter((path) => !existsSync(join(source, path)))).toEqual([]);
    const calls = recordedCalls();
    expect(dockerCommands(calls)).toEqual(['login', 'build', 'push', 'tag', 'push']);
    // The tag is the first twelve characters of the commit.
    expect(calls).toContain(`docker push ${URI}:0123456789ab`);
    expect(JSON.parse(readFileSync(inFolder('registered'), 'utf8')).containerDefinitions[0].image).toBe(
      `${URI}@sha256:5`,
    );
  });
});
