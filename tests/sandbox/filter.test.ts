import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { settings } from './support';

/** The filter's instructions are interpreted, so no kernel of the other machine is needed. */
test('the filter decides the same on both machines', () => {
  const { stdout, stderr } = spawnSync(settings.python, [join(__dirname, 'filter.py'), settings.sandboxDir], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const opening = 'read allow; write allow; read, truncate deny; write, truncate allow; both allow; neither deny';
  const lines = (machine: string) =>
    [
      'denied deny',
      'clone3 absent',
      'newest+1 absent',
      'other machine kill',
      'read allow',
      'clone of a thread allow of a namespace deny',
      'modes and times by a separate user allow by the same user no-op',
      'own limits allow of others deny',
      'name allow dumpable deny',
      'mapping private allow, of a file allow, shared deny, shared and validated deny, large deny',
      'duplicate allow lock allow lease deny watch deny',
      'own deny by deny ex deny',
      'signals allow notify',
      'by path allow allow deny absent',
      `openat ${opening}`,
      ...(machine === 'x86_64' ? [`open ${opening}`] : []),
      'window size allow flags deny',
    ].map((line) => `${machine} ${line}`);
  expect(stdout.trim().split('\n')).toEqual([...lines('x86_64'), ...lines('aarch64'), 'x86_64 x32 kill']);
});
