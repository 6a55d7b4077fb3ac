import type { S3Client } from '@aws-sdk/client-s3';
import { S3Client as RealS3Client } from '@aws-sdk/client-s3';
import { s3ObjectStore } from '../../../../../functions/shared/object-store/s3';

const failure = (name: string) => Object.assign(new Error(name), { name });

/** A client that returns the next response for each call; errors are thrown. */
function store(...responses: unknown[]) {
  const inputs: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    const response = responses.shift();
    if (response instanceof Error) throw response;
    return response ?? {};
  };
  return { inputs, objects: s3ObjectStore({ send } as unknown as S3Client, 'bucket', async () => undefined) };
}

const holding = (text: string) => ({ Body: { transformToString: async () => text } });

describe('objects in S3', () => {
  it('are undefined if missing', async () => {
    expect(await store(failure('NoSuchKey')).objects.read('k')).toBeUndefined();
  });

  it('are undefined on 403 if the key is not listed, and an error if it is', async () => {
    expect(await store(failure('AccessDenied'), { Contents: [{ Key: 'kk' }] }).objects.read('k')).toBeUndefined();
    await expect(store(failure('AccessDenied'), { Contents: [{ Key: 'k' }] }).objects.read('k')).rejects.toThrow(
      'AccessDenied',
    );
  });

  it('are written once with If-None-Match', async () => {
    const { objects, inputs } = store();
    expect(await objects.writeOnce('k', 'a', 'text/plain')).toEqual({ written: true });
    expect(inputs[0]).toMatchObject({ Bucket: 'bucket', Key: 'k', IfNoneMatch: '*' });
  });

  it.each(['PreconditionFailed', 'ConditionalRequestConflict'])('are read after %s', async (name) => {
    const { objects } = store(failure(name), holding('first'));
    expect(await objects.writeOnce('k', 'second', 'text/plain')).toEqual({ written: false, existing: 'first' });
  });

  it('are written again if the conflicting write failed', async () => {
    const { objects } = store(failure('ConditionalRequestConflict'), failure('NoSuchKey'), {});
    expect(await objects.writeOnce('k', 'a', 'text/plain')).toEqual({ written: true });
  });

  it('are erased page by page, and an error is thrown if S3 does not delete one', async () => {
    const page = { Contents: [{ Key: 'p/a' }, { Key: 'p/b' }] };
    const { objects, inputs } = store(page, {}, page, {}, {});
    expect(await objects.erase('p/')).toBe(4);
    expect(inputs[1]).toMatchObject({ Delete: { Objects: [{ Key: 'p/a' }, { Key: 'p/b' }] } });
    const failing = store(page, { Errors: [{ Key: 'p/b', Code: 'AccessDenied', Message: 'Access Denied' }] }).objects;
    await expect(failing.erase('p/')).rejects.toThrow('S3 did not delete 1 object below p/: AccessDenied');
  });

  it('are presigned with a file name for the download', async () => {
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
