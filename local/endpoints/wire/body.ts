import type { Readable } from 'node:stream';
import { ServiceError } from './service-error';

/** Bytes of one request; Converse takes up to 25 MB of documents, nothing else comes near. */
const MOST = 32 * 1024 * 1024;

/** Reads a request's body as text. */
export async function bodyOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size > MOST)
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', { status: 413 });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

/** Parses a body that has to be a JSON object; an empty one is {}. */
export function objectOf(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the one answer for anything that is no object.
  }
  throw new ServiceError('SerializationException', 'The request is no JSON object.');
}
