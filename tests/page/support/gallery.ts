import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '../../..');

export interface Gallery {
  readonly url: string;
  stop(): Promise<void>;
}

/** Bundles the gallery of components and serves it on 127.0.0.1 under the page's own policy. */
export async function serveGallery(policy: string): Promise<Gallery> {
  const { pageBuild } = await import('../../../client/page/build.mjs');
  const { outputFiles } = await build({
    ...pageBuild,
    absWorkingDir: root,
    entryPoints: ['client/page/gallery/main.tsx'],
    outdir: 'gallery',
    entryNames: 'gallery',
    legalComments: 'none',
    write: false,
  });
  const built = (ending: string): string => outputFiles?.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const files: Record<string, readonly [string, string]> = {
    '/': ['text/html; charset=utf-8', readFileSync(`${root}/client/page/gallery/index.html`, 'utf8')],
    '/page.css': ['text/css; charset=utf-8', built('.css')],
    '/gallery.js': ['text/javascript; charset=utf-8', built('.js')],
  };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://gallery').pathname];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file[0], 'content-security-policy': policy }).end(file[1]);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
