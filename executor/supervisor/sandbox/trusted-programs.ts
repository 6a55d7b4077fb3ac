import { createHash } from 'node:crypto';

const TIMEOUT = 5_000;

/**
 * Asks a list of trusted programs whether a program is on it, by sha256. The writer of programs keeps the list, on this
 * machine: nothing that a job or its documents say puts a program on it.
 * @param url `<url>/<sha256>` answers with the sha256 when the program is on the list.
 * @throws when the list is not on this machine.
 */
export function trustedPrograms(url: string): (program: string) => Promise<boolean> {
  if (!/^http:\/\/127\.0\.0\.1:\d+\//.test(url)) {
    throw new Error(`The environment variable TRUSTED_PROGRAMS_URL is not an address on 127.0.0.1: ${url}`);
  }
  return async (program) => {
    const bytes = Buffer.from(program, 'utf8');
    // what UTF-8 cannot say would have the sha256 of another program
    if (bytes.toString('utf8') !== program) return false;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    try {
      const response = await fetch(`${url}/${sha256}`, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
      return response.ok && (await response.text()) === sha256;
    } catch {
      return false;
    }
  };
}
