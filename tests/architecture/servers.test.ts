import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Sockets that are no servers of HTTP, looks for a free port, the lock of the set-up, and the one module that makes servers. */
const LISTENING = [
  'client/page/server/local-server.ts',
  'executor/supervisor/sandbox/uid.ts',
  'local/endpoints/wire/front-door.ts',
  'local/ports.ts',
  'local/setup/port.mjs',
  'local/setup/steps.mjs',
];

const sources = ['client', 'events', 'executor', 'functions', 'lib', 'local', 'operations'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|mjs|js|py)$/.test(name)),
);

const containing = (pattern: RegExp): string[] =>
  sources.filter((name) => pattern.test(readFileSync(join(root, name), 'utf8'))).sort();

describe('what listens on this machine', () => {
  it('is made by the one module that refuses the pages of other sites', () => {
    expect(containing(/\bcreate(Secure)?Server\b|\bnew (\w+\.)?Server\(/)).toEqual(LISTENING);
    const [maker] = LISTENING;
    const ofHttp = /\b(createServer\b[^;]*|\* as \w+|\w+) from '(node:)?https?2?'/;
    expect(containing(ofHttp).filter((name) => LISTENING.includes(name))).toEqual([maker]);
  });

  it('is no server of Python but the emulator, which has no port', () => {
    expect(containing(/^(import|from) (http\.server|socketserver|wsgiref|hypercorn|asyncio\.start_server)/m)).toEqual([
      'local/emulator/serve.py',
    ]);
    expect(readFileSync(join(root, 'local/emulator/serve.py'), 'utf8')).toContain("config.bind = [f'unix:");
  });
});
