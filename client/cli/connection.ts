import type { Connection, Fetch } from '..';
import type { AskOptions } from './arguments';
import { localAddress } from './local-systems';
import { signedFetch } from './sign';

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
