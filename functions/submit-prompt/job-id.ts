import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32 in lower case. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** Random, or derived from owner and Idempotency-Key. */
export function jobIdOf(owner: string, idempotencyKey: string | undefined): string {
  // JSON keeps owner and key apart: no other pair gives the same text.
  return encode(
    idempotencyKey === undefined
      ? randomBytes(LENGTH)
      : createHash('sha256')
          .update(JSON.stringify([owner, idempotencyKey]))
          .digest(),
  );
}

/** Five bits of each byte. 256 is a multiple of 32, so every character is equally likely. */
const encode = (bytes: Buffer): string =>
  Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
