import { probe } from '../../executor/supervisor/sandbox/probe';
import type { Layer } from './hostile/attack';
import { noWarehouse, openSandbox, settings } from './support';

jest.setTimeout(60_000);

async function probeWithout(layers: readonly Layer[]): Promise<string | undefined> {
  const { sandbox, close } = await openSandbox(layers.length ? { unsafe: true, without: layers } : {});
  const environment = { ...settings, workDir: '/tmp', forkserverPid: process.pid };
  const reason = await probe(environment, (program, limits) => sandbox.run(program, limits, noWarehouse));
  await close();
  return reason;
}

test('the probe reports nothing with all layers', async () => {
  expect(await probeWithout([])).toBeUndefined();
});

const root = process.getuid?.() === 0;
(root ? test : test.skip).each([
  ['the network', ['seccomp', 'landlock'], 'socket inet (opened)'],
  ['other programs', ['seccomp', 'landlock'], 'execute (another program ran)'],
  ['world-writable folders', ['landlock'], 'write to /tmp (written)'],
  ['the supervisor', ['uid', 'landlock'], `environment of process ${process.pid}`],
  ['signals', ['uid', 'landlock'], `signal to process ${process.pid} (could be signalled)`],
] as const)('the probe reports access to %s without %j', async (_, layers, report) => {
  expect(await probeWithout(layers)).toContain(report);
});

test('a sandbox with too few layers reports that it is unsafe', async () => {
  const { layers, run, close } = await openSandbox({ unsafe: true, without: ['seccomp'] });
  expect(layers[0]).toBe('unsafe');
  expect((await run('print(1)')).stdout).toBe('1\n');
  await close();
});
