// Bundles every function and the executor's supervisor, each as one file dist/<name>/index.js, and the page as
// dist/serve-page/page. `node build.mjs FOLDER` writes into that folder instead of dist.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from './client/page/build.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const functions = readdirSync(`${root}functions`).filter((name) => existsSync(`${root}functions/${name}/handler.ts`));
const entries = Object.fromEntries(functions.map((name) => [`${name}/index`, `functions/${name}/index.ts`]));
if (existsSync(`${root}executor/supervisor/index.ts`)) entries['executor/index'] = 'executor/supervisor/index.ts';

const dist = resolve(process.argv[2] ?? `${root}dist`);
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (!(`${name}/index` in entries)) rmSync(`${dist}/${name}`, { recursive: true });
}

/** The first twelve characters of the checked-out commit, as in the tags of images. */
function commit() {
  const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short=12', 'HEAD');
  if (status !== 0) return 'unknown';
  return `${stdout.trim()}${git('status', '--porcelain').stdout ? '-changed' : ''}`;
}

await build({
  absWorkingDir: root,
  define: { BUILD_COMMIT: JSON.stringify(commit()) },
  entryPoints: entries,
  outdir: dist,
  bundle: true,
  minify: true,
  // Errors are compared by name, and stack traces stay readable.
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  loader: { '.md': 'text' },
  legalComments: 'none',
  logLevel: 'warning',
});
const page = `${dist}/serve-page/page`;
rmSync(page, { recursive: true, force: true });
mkdirSync(page, { recursive: true });
await buildPage(page);
