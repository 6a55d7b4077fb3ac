import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Connection, Fetch } from '..';
import type { AskOptions } from './arguments';
import { signedFetch } from './sign';

const top = resolve(__dirname, '../..');

/** Where `npm start` leaves the address of its API while it is up. */
export const ADDRESS_FILE = join(top, '.local/api-url');
/** Where `npm start` serves the API when no port is asked for. */
export const USUAL_ADDRESS = 'http://127.0.0.1:4580';

/** The address of the system on this machine. */
export const localAddress = (): string =>
  existsSync(ADDRESS_FILE) ? readFileSync(ADDRESS_FILE, 'utf8').trim() : USUAL_ADDRESS;

/** API Gateway's answer to an unsigned request of an API that wants signed ones is 403. */
const WANTS_SIGNATURE = 403;

/** Signs from the first request on that is refused without a signature. */
function signedWhenRefused(plain: Fetch, signed: Fetch): Fetch {
  let signing = false;
  return async (input, init) => {
    if (signing) return signed(input, init);
    const answer = await plain(input, init);
    if (answer.status !== WANTS_SIGNATURE) return answer;
    signing = true;
    await answer.body?.cancel();
    return signed(input, init);
  };
}

type Wanted = Pick<AskOptions, 'api' | 'authorization' | 'bearer' | 'region'>;

/** How the API is reached. */
export function connect({ api, authorization, bearer, region }: Wanted): Connection {
  const baseUrl = api ?? localAddress();
  if (bearer) return { baseUrl, headers: { authorization: `Bearer ${bearer}` } };
  if (authorization === 'none') return { baseUrl };
  const signed = signedFetch(baseUrl, { region });
  return { baseUrl, fetch: authorization === 'iam' ? signed : signedWhenRefused(fetch, signed) };
}
