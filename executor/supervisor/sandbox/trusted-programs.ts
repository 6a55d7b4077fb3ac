import { createHash } from 'node:crypto';

const TIMEOUT_MS = 5_000;

/**
 * Checks by sha256 whether a program is on a list of trusted programs. The local writer of programs keeps the list;
 * jobs and their documents cannot add to it.
 * @param url of a list on this machine: `<url>/<sha256>` returns the sha256 of a program on the list.
 * @throws when the list is not on this machine.
 */
export function trustedPrograms(url: string): (program: string) => Promise<boolean> {
  if (!/^http:\/\/127\.0\.0\.1:\d+\//.test(url)) {
    throw new Error(`The environment variable TRUSTED_PROGRAMS_URL is not an address on 127.0.0.1: ${url}`);
  }
  return async (program) => {
    const bytes = Buffer.from(program, 'utf8');
    // Text that UTF-8 cannot encode would be hashed as another program.
    if (bytes.toString('utf8') !== program) return false;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    try {
      const response = await fetch(`${url}/${sha256}`, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      return response.ok && (await response.text()) === sha256;
    } catch {
      return false;
    }
  };
}
