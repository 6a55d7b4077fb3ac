import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { checkPort } from '../../../local/setup/port.mjs';

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

it.each([(n: number) => ['--port', String(n)], (n: number) => ['--data', 'x', `--port=${n}`]])(
  'says that a port is in use before anything is set up, and which could be taken',
  async (words) => {
    await expect(checkPort(words(port))).rejects.toThrow(`Port ${port} is in use.`);
    await expect(checkPort(words(port))).rejects.toThrow(`--port ${port + 10}`);
  },
);

it.each([[['--port', 'x']], [['--port']], [['--port', '99999']]])('leaves %j to the command', async (words) => {
  await expect(checkPort(words)).resolves.toBeUndefined();
});
