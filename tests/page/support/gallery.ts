import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '../../..');

export interface Gallery {
  readonly url: string;
  stop(): Promise<void>;
}

/** Policy of the documents of frames. */
const FRAME_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLES = 'text/css; charset=utf-8';
const DOCUMENT = 'text/html; charset=utf-8';

/** Bundles the gallery of components and serves it on 127.0.0.1 under the page's own policy. */
export async function serveGallery(policy: string): Promise<Gallery> {
  const { pageBuild } = await import('../../../client/page/build.mjs');
  const { outputFiles } = await build({
    ...pageBuild,
    absWorkingDir: root,
    entryPoints: { gallery: 'client/page/gallery/main.tsx', frame: 'client/page/browser/answer/chart/frame/frame.ts' },
    outdir: 'gallery',
    legalComments: 'none',
    write: false,
  });
  const built = (name: string): string => outputFiles?.find(({ path }) => basename(path) === name)?.text ?? '';
  const frame = readFileSync(`${root}/client/page/chart-frame.html`, 'utf8')
    .replace('browser/answer/chart/frame/frame.ts', 'frame.js')
    .replace('</head>', '<link rel="stylesheet" href="frame.css" /></head>');
  const files: Record<string, readonly [mediaType: string, text: string, policy?: string]> = {
    '/': [DOCUMENT, readFileSync(`${root}/client/page/gallery/index.html`, 'utf8')],
    '/page.css': [STYLES, built('gallery.css')],
    '/gallery.js': [SCRIPT, built('gallery.js')],
    '/assets/chart-frame.html': [DOCUMENT, frame, FRAME_POLICY],
    '/assets/frame.js': [SCRIPT, built('frame.js')],
    '/assets/frame.css': [STYLES, built('frame.css')],
  };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://gallery').pathname];
    if (!file) return response.writeHead(404).end();
    const [mediaType, text, own = policy] = file;
    // A frame without an origin loads its script from here.
    const headers = { 'content-type': mediaType, 'content-security-policy': own, 'access-control-allow-origin': '*' };
    response.writeHead(200, headers).end(text);
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
