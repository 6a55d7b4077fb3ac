import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openApiDoor } from '../../../local/emulator/api-door';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A door before an emulator that takes its time; what it was asked, and how much at once at the most. */
async function door() {
  const seen = { paths: [] as string[], most: 0 };
  let atOnce = 0;
  const emulator = createServer(({ url = '' }, answer) => {
    seen.paths.push(url);
    atOnce += 1;
    seen.most = Math.max(seen.most, atOnce);
    setTimeout(() => {
      atOnce -= 1;
      answer.writeHead(202).end('accepted');
    }, 20);
  });
  await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
  const own = await openApiDoor(0, `${addressOf(emulator)}/_aws/execute-api/abc`);
  servers.push(own, emulator);
  return { url: addressOf(own), seen };
}

describe('the door of the local API', () => {
  it('leads to the API below its path', async () => {
    const { url, seen } = await door();
    expect((await fetch(`${url}/jobs?limit=1`)).status).toBe(202);
    expect(seen.paths).toEqual(['/_aws/execute-api/abc/jobs?limit=1']);
  });

  it('has many requests wait their turn, and answers each', async () => {
    const { url, seen } = await door();
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/prompt`, { method: 'POST' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(202));
    expect(seen.most).toBeLessThanOrEqual(8);
    expect(seen.most).toBeGreaterThan(1);
  });

  it('has nothing at its root', async () => {
    const { url, seen } = await door();
    expect((await fetch(url)).status).toBe(404);
    expect(seen.paths).toEqual([]);
  });
});
