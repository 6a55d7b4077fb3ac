import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Connection, Fetch } from '..';
import type { AskOptions } from './arguments';
import { signedFetch } from './sign';

const root = resolve(__dirname, '../..');

/** `npm start` writes its API address to this file while it runs. */
export const ADDRESS_FILE = join(root, '.local/api-url');
/** API address of `npm start` with its default port. */
export const DEFAULT_ADDRESS = 'http://127.0.0.1:4580';

/** API address of the local system. */
export const localAddress = (): string =>
  existsSync(ADDRESS_FILE) ? readFileSync(ADDRESS_FILE, 'utf8').trim() : DEFAULT_ADDRESS;

/** API Gateway's response to an unsigned request when the API requires IAM signatures. */
const SIGNATURE_REQUIRED = 403;

/** Sends unsigned requests until one is refused, then repeats that one signed and signs all that follow. */
function signedOnDemand(unsigned: Fetch, signed: Fetch): Fetch {
  let signing = false;
  return async (input, init) => {
    if (signing) return signed(input, init);
    const response = await unsigned(input, init);
    if (response.status !== SIGNATURE_REQUIRED) return response;
    signing = true;
    await response.body?.cancel();
    return signed(input, init);
  };
}

export type ConnectionOptions = Pick<AskOptions, 'api' | 'authorization' | 'bearer' | 'region'>;

/** A connection to the API of `api` or of the local system, with the chosen authorization. */
export function connect({ api, authorization, bearer, region }: ConnectionOptions): Connection {
  const baseUrl = api ?? localAddress();
  if (bearer) return { baseUrl, headers: { authorization: `Bearer ${bearer}` } };
  if (authorization === 'none') return { baseUrl };
  const signed = signedFetch(baseUrl, { region });
  return { baseUrl, fetch: authorization === 'iam' ? signed : signedOnDemand(fetch, signed) };
}
