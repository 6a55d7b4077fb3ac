import { probe } from '../../executor/supervisor/sandbox/probe';
import type { Layer } from './hostile/table';
import { noWarehouse, openSandbox, settings } from './support';

jest.setTimeout(60_000);

async function probeWithout(layers: readonly Layer[]): Promise<string | undefined> {
  const { sandbox, close } = await openSandbox(layers.length ? { unsafe: true, without: layers } : {});
  const around = { ...settings, workDir: '/tmp', forkserverPid: process.pid };
  const reason = await probe(around, (program, limits) => sandbox.run(program, limits, noWarehouse));
  await close();
  return reason;
}

test('the probe finds nothing open where all layers are', async () => {
  expect(await probeWithout([])).toBeUndefined();
});

const root = process.getuid?.() === 0;
(root ? test : test.skip).each([
  ['the network', ['seccomp', 'landlock'], 'socket inet (opened)'],
  ['other programs', ['seccomp', 'landlock'], 'execute (another program ran)'],
  ['folders that are open to everybody', ['landlock'], 'write to /tmp (written)'],
  ['the supervisor', ['uid', 'landlock'], `environment of process ${process.pid}`],
  ['signals', ['uid', 'landlock'], `signal to process ${process.pid} (could be signalled)`],
] as const)('the probe says that %s can be reached without %j', async (_, layers, found) => {
  expect(await probeWithout(layers)).toContain(found);
});

test('a sandbox that was asked for without enough layers is unsafe, and says so', async () => {
  const { layers, run, close } = await openSandbox({ unsafe: true, without: ['seccomp'] });
  expect(layers[0]).toBe('unsafe');
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});
