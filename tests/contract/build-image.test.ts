import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../local/paths';
import { standIns } from './stand-ins';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor';
const DEFINITION = {
  family: 'executor',
  revision: 7,
  containerDefinitions: [{ name: 'executor', image: `${URI}:current` }],
};

const { inFolder, standIn, calls: callsSoFar } = standIns('build-image-');

const described = `echo '${JSON.stringify(DEFINITION)}'`;
/** The AWS CLI's way to fail. */
const failing = (error: string) => `echo "An error occurred (${error}" >&2; exit 254`;

/** The AWS CLI, as far as the build asks it; with what it does when it is asked for the task definition. */
const awsOf = (isThere: boolean, describe = described): string =>
  standIn(
    'aws',
    [
      `  *--query*imageDigest*) echo sha256:5 ;;`,
      `  'ecr describe-images'*) exit ${isThere ? 0 : 254} ;;`,
      `  'ecs describe-task-definition'*) ${describe} ;;`,
      `  'ecs register-task-definition'*) cp "\${4#file://}" '${inFolder('registered')}' ;;`,
    ].join('\n'),
  );

function run(aws: string) {
  const env = { ...process.env, AWS: aws, DOCKER: standIn('docker', ''), REPOSITORY_URI: URI, TASK_FAMILY: 'executor' };
  const { status, stdout, stderr } = spawnSync('bash', [join(root, 'executor/build/build-image.sh')], {
    env: { ...env, IMAGE_TAG: 'abc' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr, calls: callsSoFar() };
}

function build(isThere: boolean): string[] {
  const { status, calls } = run(awsOf(isThere));
  expect(status).toBe(0);
  return calls;
}

const ofDocker = (calls: string[]) =>
  calls.filter((call) => call.startsWith('docker')).map((call) => call.split(' ')[1]);

describe('the build of the image', () => {
  it('builds and pushes the commit’s tag, then moves `current` to it', () => {
    const calls = build(false);
    expect(ofDocker(calls)).toEqual(['login', 'build', 'push', 'tag', 'push']);
    expect(calls).toContain(`docker push ${URI}:abc`);
    expect(calls.at(-1)).toMatch(/^aws ecs register-task-definition/);
  });

  it('uses what was built for the commit before, when it is run again', () => {
    expect(ofDocker(build(true))).toEqual(['login', 'pull', 'tag', 'push']);
  });

  it('registers a revision that names the image by its digest', () => {
    build(false);
    expect(JSON.parse(readFileSync(inFolder('registered'), 'utf8'))).toEqual({
      family: 'executor',
      containerDefinitions: [{ name: 'executor', image: `${URI}@sha256:5` }],
    });
  });

  it('is done once the image is pushed, and says so, while the stack has no task definition yet', () => {
    const missing =
      'ClientException) when calling the DescribeTaskDefinition operation: Unable to describe task definition.';
    const { status, stdout, calls } = run(awsOf(false, failing(missing)));
    expect([status, ofDocker(calls)]).toEqual([0, ['login', 'build', 'push', 'tag', 'push']]);
    expect(stdout).toContain(`There is no task definition executor yet. The stack's own will run ${URI}:current.`);
    expect(calls.filter((call) => call.includes('register-task-definition'))).toEqual([]);
  });

  it('fails when the task definition may not be read', () => {
    const { status, stderr, calls } = run(awsOf(false, failing('AccessDeniedException) when calling it')));
    expect([status, stderr]).toEqual([1, expect.stringContaining('AccessDeniedException')]);
    expect(calls.filter((call) => call.includes('register-task-definition'))).toEqual([]);
  });

  it('a new revision differs in its image only', () => {
    const registered = {
      family: 'code-interpreter-executor',
      taskRoleArn: 'arn:aws:iam::111122223333:role/task',
      containerDefinitions: [{ name: 'executor', image: 'repository:current', readonlyRootFilesystem: true }],
      cpu: '1024',
      memory: '2048',
    };
    const described = {
      ...registered,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/code-interpreter-executor:7',
      revision: 7,
      status: 'ACTIVE',
      requiresAttributes: [],
      compatibilities: ['FARGATE'],
      registeredAt: '2026-11-22T00:00:00Z',
      registeredBy: 'arn:aws:iam::111122223333:role/cloudformation',
    };
    const input = JSON.stringify(described);
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

/** The commands of executor/build/buildspec.yml, one after the other. */
function commandsOfBuild(): string[] {
  const { phases } = parse(readFileSync(join(root, 'executor/build/buildspec.yml'), 'utf8'));
  return Object.values(phases as Record<string, { commands: string[] }>).flatMap(({ commands }) => commands);
}

/** What `docker build` would have to find: the sources of COPY that come from its context. */
function copied(): string[] {
  const text = readFileSync(join(root, 'executor/Dockerfile'), 'utf8');
  const lines = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return lines.flatMap(([, sources = '']) => sources.split(' '));
}

describe('what CodeBuild runs', () => {
  const made = new Set(['node_modules', 'dist', '.local', '.git', '.aws-sam', '.npm', 'results']);

  it('makes the image’s context out of the source alone, then builds, pushes and registers', () => {
    const source = inFolder('source');
    cpSync(root, source, {
      recursive: true,
      filter: (path) => dirname(path) !== root || !made.has(basename(path)),
    });
    const env = { ...process.env, AWS: awsOf(false), DOCKER: standIn('docker', ''), REPOSITORY_URI: URI };
    const ofCodeBuild = { TASK_FAMILY: 'executor', CODEBUILD_RESOLVED_SOURCE_VERSION: '0123456789abcdef' };
    for (const command of commandsOfBuild()) {
      // The packages of this checkout stand for a registry's.
      if (command === 'npm ci --ignore-scripts') symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
      else execFileSync('bash', ['-c', command], { cwd: source, env: { ...env, ...ofCodeBuild } });
    }
    expect(copied().length).toBeGreaterThan(3);
    expect(copied().filter((path) => !existsSync(join(source, path)))).toEqual([]);
    const calls = callsSoFar();
    expect(ofDocker(calls)).toEqual(['login', 'build', 'push', 'tag', 'push']);
    // A tag of twelve characters of the commit.
    expect(calls).toContain(`docker push ${URI}:0123456789ab`);
    expect(JSON.parse(readFileSync(inFolder('registered'), 'utf8')).containerDefinitions[0].image).toBe(
      `${URI}@sha256:5`,
    );
  });
});
