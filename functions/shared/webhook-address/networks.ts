import { BlockList, isIP } from 'node:net';

/** IPv4 networks outside the public internet (IANA special-purpose address registry). */
const notPublic4 = networks(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
  ].join(),
);

/** Everything outside 2000::/3, the public internet, and the tunnels and documentation networks within it. */
const notPublic6 = networks('::/3,4000::/2,8000::/1,2001::/23,2001:db8::/32,2002::/16,3fff::/20');

/** Parses a comma-separated list of CIDR blocks such as `10.0.0.0/8`. */
export function networks(list: string): BlockList {
  const blocks = new BlockList();
  for (const cidr of list.split(',').map((part) => part.trim())) {
    if (cidr === '') continue;
    const [address = '', bits = ''] = cidr.split('/');
    if (isIP(address) === 0 || !/^\d+$/.test(bits)) throw new Error(`${cidr} is not a CIDR block such as 10.0.0.0/8.`);
    blocks.addSubnet(address, Number(bits), familyOf(address));
  }
  return blocks;
}

export const isWithin = (address: string, blocks: BlockList): boolean => blocks.check(address, familyOf(address));

/** False also for an IPv4-mapped IPv6 address: no public name needs one. */
export const isPublic = (address: string): boolean =>
  !isWithin(address, familyOf(address) === 'ipv6' ? notPublic6 : notPublic4);

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
