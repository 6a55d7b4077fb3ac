import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The module that creates HTTP servers, and the files that open other sockets: free ports, locks, the protocol mux. */
const LISTENING = [
  'client/page/server/local-server.ts',
  'executor/supervisor/sandbox/uid.ts',
  'local/endpoints/wire/protocol-mux.ts',
  'local/setup/ports.mjs',
  'local/setup/steps.mjs',
];

const sources = ['client', 'events', 'executor', 'functions', 'lib', 'local', 'operations'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|mjs|js|py)$/.test(name)),
);

const containing = (pattern: RegExp): string[] =>
  sources.filter((name) => pattern.test(readFileSync(join(root, name), 'utf8'))).sort();

describe('servers on this machine', () => {
  it('are created by the one module that rejects requests of other sites', () => {
    expect(containing(/\bcreate(Secure)?Server\b|\bnew (\w+\.)?Server\(/)).toEqual(LISTENING);
    const [httpServer] = LISTENING;
    const importsCreateServer = /\b(createServer\b[^;]*|\* as \w+|\w+) from '(node:)?https?2?'/;
    expect(containing(importsCreateServer).filter((name) => LISTENING.includes(name))).toEqual([httpServer]);
  });

  it('in Python are the emulator alone, which listens on a Unix socket', () => {
    expect(containing(/^(import|from) (http\.server|socketserver|wsgiref|hypercorn|asyncio\.start_server)/m)).toEqual([
      'local/emulator/serve.py',
    ]);
    expect(readFileSync(join(root, 'local/emulator/serve.py'), 'utf8')).toContain('config.bind = [f"unix:');
  });
});
