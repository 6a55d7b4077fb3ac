import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { checkPort, PortInUseError, probePort } from '../../../../local/setup/ports.mjs';

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
});

describe('probePort', () => {
  it('finds a free port', async () => {
    const free = await probePort(0);
    expect(free).toBeGreaterThan(1023);
    await expect(probePort(free)).resolves.toBe(free);
  });

  it('rejects with the port that is in use', async () => {
    await expect(probePort(port)).rejects.toEqual(new PortInUseError(port));
  });
});

describe('checkPort', () => {
  it.each([(n: number) => ['--port', String(n)], (n: number) => ['--data', 'x', `--port=${n}`]])(
    'reports a port in use before anything is set up, and suggests another one',
    async (args) => {
      await expect(checkPort(args(port))).rejects.toThrow(`Port ${port} is in use.`);
      await expect(checkPort(args(port))).rejects.toThrow(`--port ${port + 10}`);
    },
  );

  it.each([[['--port', 'x']], [['--port']], [['--port', '99999']]])('leaves %j to the command', async (args) => {
    await expect(checkPort(args)).resolves.toBeUndefined();
  });
});
