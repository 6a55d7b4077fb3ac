import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Caller, Surroundings } from '../process';

/** One write that took effect. */
export interface Write extends Caller {
  readonly key: string;
  readonly body: string;
  readonly at: number;
}

const refusal = (name: string, status: number) =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: status } });

/** Amazon S3 as its client reaches it: strongly consistent, with conditional writes. */
export function s3({ seconds, chance, faults }: Surroundings, onWrite: (write: Write) => void) {
  const objects = new Map<string, { readonly body: string; readonly etag: string }>();
  let count = 0;

  function put({ Key = '', Body, IfNoneMatch, IfMatch }: PutObjectCommand['input'], caller: Caller) {
    const known = objects.get(Key);
    // Another conditional write of the key is under way, and comes to nothing.
    if ((IfNoneMatch || IfMatch) && !known && chance.chance(faults().fail))
      throw refusal('ConditionalRequestConflict', 409);
    if (IfNoneMatch && known) throw refusal('PreconditionFailed', 412);
    if (IfMatch && !known) throw refusal('NoSuchKey', 404);
    if (IfMatch && known?.etag !== IfMatch) throw refusal('PreconditionFailed', 412);
    count += 1;
    const body = String(Body);
    objects.set(Key, { body, etag: `"${count}"` });
    onWrite({ ...caller, key: Key, body, at: seconds() });
    return { ETag: `"${count}"` };
  }

  function get({ Key = '' }: GetObjectCommand['input']) {
    const found = objects.get(Key);
    if (!found) throw refusal('NoSuchKey', 404);
    return { ETag: found.etag, Body: { transformToString: async () => found.body } };
  }

  const list = ({ Prefix = '' }: ListObjectsV2Command['input']) => ({
    Contents: [...objects.keys()]
      .filter((key) => key.startsWith(Prefix))
      .sort()
      .slice(0, 1000)
      .map((Key) => ({ Key })),
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
    throw new Error(`S3 does not know ${command.constructor.name} here.`);
  };
  return { service, objects };
}
