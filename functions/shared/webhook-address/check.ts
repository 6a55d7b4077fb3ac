import { lookup } from 'node:dns/promises';
import { type BlockList, isIP } from 'node:net';
import { isPublic, isWithin } from './networks';

/** All addresses of a host; rejects as `dns.lookup` does. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

export interface WebhookAddress {
  readonly url: URL;
  /** Every address of the host, all of them allowed. Connect to one of these and to nothing else. */
  readonly addresses: readonly string[];
}

export type Check = ({ readonly ok: true } & WebhookAddress) | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Check => ({ ok: false, reason });

/**
 * Whether a webhook may go to an address: by https to public addresses on port 443, and by http or https on any port
 * to the `allowed` networks. Every address that the host has is looked at, for any of them may be connected to.
 * A host that cannot be looked up for the moment rejects.
 */
export async function checkWebhookUrl(
  text: string,
  allowed: BlockList,
  resolve: Resolve = resolveHost,
): Promise<Check> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return refuse('Must be a complete address, for example https://example.com/hook.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('Must start with https://.');
  if (url.username !== '' || url.password !== '') return refuse('Must not carry a user name or password.');

  const addresses = await addressesOf(url.hostname, resolve);
  const known = addresses.length > 0;
  if (known && addresses.every((address) => isWithin(address, allowed))) return { ok: true, url, addresses };
  if (url.protocol !== 'https:') return refuse('Must start with https://.');
  if (!known) return refuse(`The host ${url.hostname} is not known.`);
  const hidden = addresses.some((address) => !isPublic(address) && !isWithin(address, allowed));
  if (hidden) return refuse(`The host ${url.hostname} is not on the public internet, and webhooks may only go there.`);
  if (url.port !== '') return refuse('Must use the port of https, 443.');
  return { ok: true, url, addresses };
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  // An address in the URL is never looked up, so it is vetted here.
  if (isIP(bare) !== 0) return [bare];
  try {
    return await resolve(hostname);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return [];
    throw error;
  }
}
