import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { stubs } from './stubs';

const { inFolder, stub, calls } = stubs('push-image-');

describe('npm run push-image', () => {
  const push = (statuses: readonly string[], start = 'echo project:1', changes = '') => {
    const cases = statuses.map((status, index) => `${index}) echo ${status} ;;`).join(' ');
    const count = inFolder('count');
    const aws = stub(
      'aws',
      [
        `  *describe-stacks*BuildProject*) echo project ;;`,
        `  *describe-stacks*ArtifactBucketName*) echo bucket ;;`,
        `  's3 cp'*) cp "$4" '${inFolder('uploaded')}' ;;`,
        `  *start-build*) ${start} ;;`,
        `  *buildStatus*) n=$(cat '${count}' 2>/dev/null || echo 0); echo $((n + 1)) > '${count}'; case $n in ${cases} esac ;;`,
        `  *deepLink*) echo https://console.example/logs ;;`,
      ].join('\n'),
    );
    stub(
      'git',
      `  archive*) echo source > "$5" ;;\n  rev-parse*) echo 0123456789ab ;;\n  status*) echo '${changes}' ;;`,
    );
    const env = { ...process.env, AWS: aws, PAUSE: '0', PATH: `${inFolder('')}:${process.env.PATH}` };
    return spawnSync('bash', [join(root, 'executor/build/push-image.sh'), 'my-stack'], { env, encoding: 'utf8' });
  };

  it('uploads the commit, starts a build with its tag, and waits for it', () => {
    const { status, stdout } = push(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
    expect([status, stdout.trim().split('\n')]).toEqual([
      0,
      [
        'Build project:1',
        'IN_PROGRESS',
        'IN_PROGRESS',
        'SUCCEEDED',
        'Run it: sam deploy --parameter-overrides ImageTag=0123456789ab',
      ],
    ]);
    expect(readFileSync(inFolder('uploaded'), 'utf8')).toBe('source\n');
    expect(calls().join()).toContain('name=IMAGE_TAG,value=0123456789ab');
  });

  it.each([
    ['warns of changes that the image will not have', ' M lib/cost.ts', expect.stringContaining('uncommitted changes')],
    ['warns of nothing in a clean clone', '', ''],
  ])('%s', (_, changes, expected) => {
    expect(push(['SUCCEEDED'], 'echo project:1', changes).stderr).toEqual(expected);
  });

  it('says what to do when the account may not run builds', () => {
    const start =
      'echo "(AccountLimitExceededException): Cannot have more than 0 builds in queue for the account" >&2; exit 254';
    const { status, stderr } = push([], start);
    expect(status).toBe(1);
    for (const text of ['more than 0 builds', 'Service Quotas', 'build-image.sh']) expect(stderr).toContain(text);
  });

  it('fails with the build and prints the URL of its log', () => {
    const { status, stderr } = push(['FAILED']);
    expect([status, stderr]).toEqual([1, 'https://console.example/logs\n']);
  });
});
