// Bundles the page: its documents, with the scripts and style sheets that they refer to.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Options of esbuild for scripts of the page. */
export const pageBuild = {
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'linked',
  logLevel: 'warning',
};

/** `src` and `href` of scripts and style sheets: paths of sources, relative to this folder. */
const REFERENCE = /(<(?:script|link rel="stylesheet")[^>]*? (?:src|href)=")([^":]+)(")/g;

/**
 * Writes the page's files to a folder: `index.html`, the documents of frames, scripts and style sheets with a hash of
 * their content in their names, and a compressed copy of each as `.br` and `.gz`. Documents refer to their sources; these
 * references become those of the built files, with `assets/` before them in index.html alone, which is served next to them.
 * @param {string} output an existing folder
 */
export async function buildPage(output) {
  const documents = readdirSync(folder).filter((name) => name.endsWith('.html'));
  const texts = new Map(documents.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const sources = [...texts.values()].flatMap((text) => [...text.matchAll(REFERENCE)].map(([, , source]) => source));
  const { metafile } = await build({
    ...pageBuild,
    absWorkingDir: folder,
    entryPoints: [...new Set(sources)],
    outdir: output,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    metafile: true,
  });
  const built = new Map();
  for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
    if (entryPoint) built.set(entryPoint, { name: basename(path), styles: cssBundle && basename(cssBundle) });
  }
  for (const [name, text] of texts) {
    const prefix = name === 'index.html' ? 'assets/' : '';
    const styles = [];
    const document = text.replace(REFERENCE, (_match, before, source, after) => {
      const file = built.get(source);
      if (file.styles) styles.push(`<link rel="stylesheet" href="${prefix}${file.styles}" />`);
      return `${before}${prefix}${file.name}${after}`;
    });
    writeFileSync(join(output, name), document.replace('</head>', `${styles.join('')}</head>`));
  }
  for (const name of readdirSync(output)) {
    const bytes = readFileSync(join(output, name));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(join(output, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
    writeFileSync(join(output, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
  }
}
