import { createServer } from 'node:net';
import { PortBusy, probePort } from '../../../local/ports';

describe('ports', () => {
  it('finds a free port that can be listened on', async () => {
    const port = await probePort(0);
    expect(port).toBeGreaterThan(1023);
    await expect(probePort(port)).resolves.toBe(port);
  });

  it('says which port is in use', async () => {
    const server = createServer();
    const port = await probePort(0);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await expect(probePort(port)).rejects.toEqual(new PortBusy(port));
    } finally {
      server.close();
    }
  });
});
