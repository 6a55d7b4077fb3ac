import { lookup } from 'node:dns/promises';
import { type BlockList, isIP } from 'node:net';
import { isPublic, isWithin } from './networks';

/** All addresses of a host; rejects as `dns.lookup` does. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

export interface WebhookAddress {
  readonly url: URL;
  /** All addresses of the host, each of them allowed. Connect to no other. */
  readonly addresses: readonly string[];
}

export type Check = ({ readonly ok: true } & WebhookAddress) | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): Check => ({ ok: false, reason });

/**
 * Checks whether webhooks may be sent to a URL: https to public addresses on port 443; http or https on any port to the
 * `allowed` networks. Every address of the host is checked, because a connection may use any of them.
 * Rejects when the host cannot be resolved at the moment.
 */
export async function checkWebhookUrl(
  text: string,
  allowed: BlockList,
  resolve: Resolve = resolveHost,
): Promise<Check> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return refuse('Must be an absolute URL, for example https://example.com/hook.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('Must start with https://.');
  if (url.username !== '' || url.password !== '') return refuse('Must not contain a user name or password.');

  const addresses = await addressesOf(url.hostname, resolve);
  const resolved = addresses.length > 0;
  if (resolved && addresses.every((address) => isWithin(address, allowed))) return { ok: true, url, addresses };
  if (url.protocol !== 'https:') return refuse('Must start with https://.');
  if (!resolved) return refuse(`The host ${url.hostname} does not exist.`);
  const isPrivate = addresses.some((address) => !isPublic(address) && !isWithin(address, allowed));
  if (isPrivate) return refuse(`The host ${url.hostname} is not on the public internet.`);
  if (url.port !== '') return refuse('Must use port 443.');
  return { ok: true, url, addresses };
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  // An IP address in the URL is not resolved, only checked.
  if (isIP(bare) !== 0) return [bare];
  try {
    return await resolve(hostname);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return [];
    throw error;
  }
}
