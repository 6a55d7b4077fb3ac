import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Caller, SimulationContext } from '../process';

/** One write that took effect, `at` seconds after the start of the run. */
export interface Write extends Caller {
  readonly key: string;
  readonly body: string;
  readonly at: number;
}

const s3Error = (name: string, status: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: status } });

/** Amazon S3 behind its SDK client: strongly consistent, with conditional writes. */
export function s3({ seconds, random, faults }: SimulationContext, onWrite: (write: Write) => void) {
  const objects = new Map<string, { readonly body: string; readonly etag: string }>();
  let count = 0;

  function put({ Key = '', Body, IfNoneMatch, IfMatch }: PutObjectCommand['input'], caller: Caller) {
    const existing = objects.get(Key);
    // As if a concurrent conditional write of the same key had been in progress and then failed.
    if ((IfNoneMatch || IfMatch) && !existing && random.chance(faults().fail))
      throw s3Error('ConditionalRequestConflict', 409);
    if (IfNoneMatch && existing) throw s3Error('PreconditionFailed', 412);
    if (IfMatch && !existing) throw s3Error('NoSuchKey', 404);
    if (IfMatch && existing?.etag !== IfMatch) throw s3Error('PreconditionFailed', 412);
    count += 1;
    const body = String(Body);
    objects.set(Key, { body, etag: `"${count}"` });
    onWrite({ ...caller, key: Key, body, at: seconds() });
    return { ETag: `"${count}"` };
  }

  function get({ Key = '' }: GetObjectCommand['input']) {
    const object = objects.get(Key);
    if (!object) throw s3Error('NoSuchKey', 404);
    const content = async function* () {
      yield Buffer.from(object.body);
    };
    return {
      ETag: object.etag,
      Body: { transformToString: async () => object.body, [Symbol.asyncIterator]: content },
    };
  }

  const list = ({ Prefix = '' }: ListObjectsV2Command['input']) => ({
    Contents: [...objects.keys()]
      .filter((key) => key.startsWith(Prefix))
      .sort()
      .slice(0, 1000)
      .map((Key) => ({ Key, Size: Buffer.byteLength(objects.get(Key)?.body ?? '') })),
  });

  function remove({ Delete }: DeleteObjectsCommand['input']) {
    for (const { Key = '' } of Delete?.Objects ?? []) objects.delete(Key);
    return {};
  }

  const service = (command: object, caller: Caller): unknown => {
    if (command instanceof PutObjectCommand) return put(command.input, caller);
    if (command instanceof GetObjectCommand) return get(command.input);
    if (command instanceof ListObjectsV2Command) return list(command.input);
    if (command instanceof DeleteObjectsCommand) return remove(command.input);
    throw new Error(`The simulated S3 does not support ${command.constructor.name}.`);
  };
  return { service, objects };
}
