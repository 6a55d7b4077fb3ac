// Replaces the metadata services of a task and of a machine: responds to every request with credentials that contain
// the canary. Runs in a network namespace that has both addresses. Prints a line when it listens.
import { createServer } from 'node:http';

const [canary] = process.argv.slice(2);
const credentials = JSON.stringify({ AccessKeyId: `ASIA${canary}`, SecretAccessKey: canary, Token: canary });
const servers = ['169.254.170.2', '169.254.169.254'].map(
  (address) =>
    new Promise((resolve, reject) => {
      const server = createServer((_, response) => response.end(credentials));
      server.once('error', reject).listen(80, address, resolve);
    }),
);
await Promise.all(servers);
console.log('listening');
