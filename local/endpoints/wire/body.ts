import type { Readable } from 'node:stream';
import { ServiceError } from './service-error';

/** Size limit of a request. The largest are those of Converse, with up to 25 MB of documents. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads the body of a request as text. @throws ServiceError above the size limit */
export async function bodyOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES)
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', { status: 413 });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

/** Parses a JSON object; an empty body is {}. @throws ServiceError for anything else */
export function objectOf(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the error for all invalid bodies.
  }
  throw new ServiceError('SerializationException', 'The request is not a JSON object.');
}
