import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The one file that makes servers, and what listens without being one: sockets of other kinds, and looks for a port. */
const HTTP = ['client/page/server/local-server.ts'];
const SOCKETS = [
  'executor/supervisor/sandbox/uid.ts',
  'local/endpoints/wire/front-door.ts',
  'local/ports.ts',
  'local/setup/port.mjs',
];

const sources = ['client', 'events', 'executor', 'functions', 'local', 'operations'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|mjs|js|py)$/.test(name)),
);

const importing = (pattern: RegExp): string[] =>
  sources.filter((name) => pattern.test(readFileSync(join(root, name), 'utf8'))).sort();

describe('what listens on this machine', () => {
  it('is made by the one module that refuses the pages of other sites', () => {
    expect(importing(/\bcreate(Secure)?Server\b[^;]*\bfrom 'node:https?2?'/)).toEqual(HTTP);
    expect(importing(/\bcreateServer\b[^;]*\bfrom 'node:net'|\bnew Server\(/)).toEqual(SOCKETS);
  });

  it('is no server of Python but the emulator, which has no port', () => {
    expect(importing(/^(import|from) (http\.server|socketserver|wsgiref|hypercorn|asyncio\.start_server)/m)).toEqual([
      'local/emulator/serve.py',
    ]);
    expect(readFileSync(join(root, 'local/emulator/serve.py'), 'utf8')).toContain("config.bind = [f'unix:");
  });
});
