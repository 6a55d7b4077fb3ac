import { readFileSync } from 'node:fs';
import { leaseUid } from '../../executor/supervisor/sandbox/uid';

const FIRST = 29_000;
const linux = process.platform === 'linux' ? test : test.skip;

linux('two leases have two users, and a released user can be leased again', async () => {
  const [one, other] = [await leaseUid(FIRST), await leaseUid(FIRST)];
  expect(other.uid).toBe(one.uid + 1);
  one.release();
  const again = await leaseUid(one.uid);
  expect(again.uid).toBe(one.uid);
  for (const lease of [other, again]) lease.release();
});

linux('the name of a lease fills the address, so that it is the same for every version of Node', async () => {
  const { uid, release } = await leaseUid(FIRST);
  const [name = ''] =
    readFileSync('/proc/net/unix', 'utf8').match(new RegExp(`@code-interpreter-uid-${uid}\\S*`)) ?? [];
  release();
  expect(name).toHaveLength(108);
});
