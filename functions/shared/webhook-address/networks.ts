import { BlockList, isIP } from 'node:net';

/** Networks of IPv4 that are not the public internet (IANA's special-purpose registry). */
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

/** The public internet of IPv6 is 2000::/3; within it, tunnels lead elsewhere. */
const notPublic6 = networks('::/3,4000::/2,8000::/1,2001::/23,2001:db8::/32,2002::/16,3fff::/20');

/** A comma-separated list of networks like `10.0.0.0/8` as one that addresses are looked up in. */
export function networks(list: string): BlockList {
  const blocks = new BlockList();
  for (const cidr of list.split(',').map((part) => part.trim())) {
    if (cidr === '') continue;
    const [address = '', bits = ''] = cidr.split('/');
    if (isIP(address) === 0 || !/^\d+$/.test(bits)) throw new Error(`${cidr} is not a network like 10.0.0.0/8.`);
    blocks.addSubnet(address, Number(bits), familyOf(address));
  }
  return blocks;
}

export const isWithin = (address: string, blocks: BlockList): boolean => blocks.check(address, familyOf(address));

/** False also for an IPv4 address written as IPv6: no public name needs one. */
export const isPublic = (address: string): boolean =>
  !isWithin(address, familyOf(address) === 'ipv6' ? notPublic6 : notPublic4);

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
