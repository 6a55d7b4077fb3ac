import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../local/paths';

const URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/executor';
const DEFINITION = {
  family: 'executor',
  revision: 7,
  containerDefinitions: [{ name: 'executor', image: `${URI}:current` }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-image-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that notes its arguments and what comes in by `file://`, and answers as `cases` of the shell say. */
function standIn(name: string, cases: string): string {
  const path = join(folder, name);
  const note = `echo "${name} $*" >> '${folder}/calls'`;
  writeFileSync(path, `#!/usr/bin/env bash\n${note}\ncase "$*" in\n${cases}\nesac\n`);
  chmodSync(path, 0o755);
  return path;
}

function build(isThere: boolean): string[] {
  const aws = standIn(
    'aws',
    [
      `  *--query*imageDigest*) echo sha256:5 ;;`,
      `  'ecr describe-images'*) exit ${isThere ? 0 : 254} ;;`,
      `  'ecs describe-task-definition'*) echo '${JSON.stringify(DEFINITION)}' ;;`,
      `  'ecs register-task-definition'*) cp "\${4#file://}" '${folder}/registered' ;;`,
    ].join('\n'),
  );
  const env = { ...process.env, AWS: aws, DOCKER: standIn('docker', ''), REPOSITORY_URI: URI, TASK_FAMILY: 'executor' };
  execFileSync('bash', [join(root, 'stacks/build-image.sh')], { env: { ...env, IMAGE_TAG: 'abc' } });
  return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
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
    expect(JSON.parse(readFileSync(join(folder, 'registered'), 'utf8'))).toEqual({
      family: 'executor',
      containerDefinitions: [{ name: 'executor', image: `${URI}@sha256:5` }],
    });
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
    const next = execFileSync(process.execPath, [join(root, 'stacks/next-revision.mjs'), 'repository@sha256:1'], {
      input,
    });
    const [container] = registered.containerDefinitions;
    expect(JSON.parse(next.toString())).toEqual({
      ...registered,
      containerDefinitions: [{ ...container, image: 'repository@sha256:1' }],
    });
  });
});
