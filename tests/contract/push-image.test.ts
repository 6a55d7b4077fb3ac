import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/setup/paths';
import { stubs } from './stubs';

const { inFolder, stub, calls } = stubs('push-image-');

describe('npm run push-image', () => {
  const push = (statuses: readonly string[]) => {
    const cases = statuses.map((status, index) => `${index}) echo ${status} ;;`).join(' ');
    const count = inFolder('count');
    const aws = stub(
      'aws',
      [
        `  *describe-stacks*BuildProject*) echo project ;;`,
        `  *describe-stacks*ArtifactBucketName*) echo bucket ;;`,
        `  's3 cp'*) cp "$4" '${inFolder('uploaded')}' ;;`,
        `  *start-build*) echo project:1 ;;`,
        `  *buildStatus*) n=$(cat '${count}' 2>/dev/null || echo 0); echo $((n + 1)) > '${count}'; case $n in ${cases} esac ;;`,
        `  *deepLink*) echo https://console.example/logs ;;`,
      ].join('\n'),
    );
    stub('git', `  archive*) echo source > "$5" ;;\n  rev-parse*) echo 0123456789ab ;;`);
    const env = { ...process.env, AWS: aws, PAUSE: '0', PATH: `${inFolder('')}:${process.env.PATH}` };
    return spawnSync('bash', [join(root, 'executor/build/push-image.sh'), 'my-stack'], { env, encoding: 'utf8' });
  };

  it('uploads the commit, starts a build with its tag, and waits for it', () => {
    const { status, stdout } = push(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
    expect([status, stdout.trim().split('\n')]).toEqual([
      0,
      ['Build project:1', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED'],
    ]);
    expect(readFileSync(inFolder('uploaded'), 'utf8')).toBe('source\n');
    expect(calls().join()).toContain('name=IMAGE_TAG,value=0123456789ab');
  });

  it('fails with the build and prints the URL of its log', () => {
    const { status, stderr } = push(['FAILED']);
    expect([status, stderr]).toEqual([1, 'https://console.example/logs\n']);
  });
});
