import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../local/paths';
import { standIns } from './stand-ins';

const { inFolder, standIn, calls } = standIns('push-image-');

describe('npm run push-image', () => {
  const push = (statuses: readonly string[]) => {
    const answers = statuses.map((status, index) => `${index}) echo ${status} ;;`).join(' ');
    const count = inFolder('count');
    const aws = standIn(
      'aws',
      [
        `  *describe-stacks*BuildProject*) echo project ;;`,
        `  *describe-stacks*ArtifactBucketName*) echo bucket ;;`,
        `  's3 cp'*) cp "$4" '${inFolder('uploaded')}' ;;`,
        `  *start-build*) echo project:1 ;;`,
        `  *buildStatus*) n=$(cat '${count}' 2>/dev/null || echo 0); echo $((n + 1)) > '${count}'; case $n in ${answers} esac ;;`,
        `  *deepLink*) echo https://console.example/logs ;;`,
      ].join('\n'),
    );
    standIn('git', `  archive*) echo source > "$5" ;;\n  rev-parse*) echo 0123456789ab ;;`);
    const env = { ...process.env, AWS: aws, PAUSE: '0', PATH: `${inFolder('')}:${process.env.PATH}` };
    return spawnSync('bash', [join(root, 'executor/build/push-image.sh'), 'my-stack'], { env, encoding: 'utf8' });
  };

  it('uploads the commit, builds it under its tag, and waits for the end', () => {
    const { status, stdout } = push(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
    expect([status, stdout.trim().split('\n')]).toEqual([
      0,
      ['Build project:1', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED'],
    ]);
    expect(readFileSync(inFolder('uploaded'), 'utf8')).toBe('source\n');
    expect(calls().join()).toContain('name=IMAGE_TAG,value=0123456789ab');
  });

  it('fails with the build, and says where its log is', () => {
    const { status, stderr } = push(['FAILED']);
    expect([status, stderr]).toEqual([1, 'https://console.example/logs\n']);
  });
});
