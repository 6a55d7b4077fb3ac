import type { S3Client } from '@aws-sdk/client-s3';
import { S3Client as RealS3Client } from '@aws-sdk/client-s3';
import { s3ObjectStore } from '../../../../../functions/shared/object-store/s3';

const failure = (name: string) => Object.assign(new Error(name), { name });

/** A client that gives each call the next answer; errors are thrown. */
function store(...answers: unknown[]) {
  const inputs: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  return { inputs, objects: s3ObjectStore({ send } as unknown as S3Client, 'bucket') };
}

const holding = (text: string) => ({ Body: { transformToString: async () => text } });

describe('objects in S3', () => {
  it('are undefined when there is none', async () => {
    expect(await store(failure('NoSuchKey')).objects.read('k')).toBeUndefined();
  });

  it('are undefined when 403 hides that there is none, and refused when there is one', async () => {
    expect(await store(failure('AccessDenied'), { Contents: [{ Key: 'kk' }] }).objects.read('k')).toBeUndefined();
    await expect(store(failure('AccessDenied'), { Contents: [{ Key: 'k' }] }).objects.read('k')).rejects.toThrow(
      'AccessDenied',
    );
  });

  it('are written once only under If-None-Match', async () => {
    const { objects, inputs } = store();
    expect(await objects.writeOnce('k', 'a', 'text/plain')).toEqual({ written: true });
    expect(inputs[0]).toMatchObject({ Bucket: 'bucket', Key: 'k', IfNoneMatch: '*' });
  });

  it.each(['PreconditionFailed', 'ConditionalRequestConflict'])('are read back after %s', async (name) => {
    const { objects } = store(failure(name), holding('first'));
    expect(await objects.writeOnce('k', 'second', 'text/plain')).toEqual({ written: false, existing: 'first' });
  });

  it('are tried again when the other write came to nothing', async () => {
    const { objects } = store(failure('ConditionalRequestConflict'), failure('NoSuchKey'), {});
    expect(await objects.writeOnce('k', 'a', 'text/plain')).toEqual({ written: true });
  });

  it('are erased in pages of what is listed, and not said to be when S3 keeps one', async () => {
    const page = { Contents: [{ Key: 'p/a' }, { Key: 'p/b' }] };
    const { objects, inputs } = store(page, {}, page, {}, {});
    expect(await objects.erase('p/')).toBe(4);
    expect(inputs[1]).toMatchObject({ Delete: { Objects: [{ Key: 'p/a' }, { Key: 'p/b' }] } });
    const kept = store(page, { Errors: [{ Key: 'p/b', Code: 'AccessDenied', Message: 'Access Denied' }] }).objects;
    await expect(kept.erase('p/')).rejects.toThrow('1 objects below p/ stay: AccessDenied');
  });

  it('are presigned under a file name of their own', async () => {
    const client = new RealS3Client({
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    });
    const url = new URL(await s3ObjectStore(client, 'bucket').presign('results/x/1/ä b.csv', 900, 'ä b.csv'));
    expect(url.pathname).toBe('/bucket/results/x/1/%C3%A4%20b.csv');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(url.searchParams.get('response-content-disposition')).toBe("attachment; filename*=UTF-8''%C3%A4%20b.csv");
  });
});
