import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the page, in one encoding. */
export interface PageFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** The content encoding of the bytes; undefined for the file itself. */
  readonly encoding?: Encoding;
}

/** Returns a file by its name below the folder, in an encoding that the request accepts; undefined without the file. */
export type PageFiles = (name: string, acceptEncoding?: string) => PageFile | undefined;

/** Content encodings with the endings of the compressed files, the smallest first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
type Encoding = keyof typeof ENCODINGS;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The encodings that an Accept-Encoding header names with a weight other than 0. */
function acceptedEncodings(header: string): string[] {
  return header
    .toLowerCase()
    .split(',')
    .map((entry) => entry.split(';').map((part) => part.trim()))
    .filter(([, weight = 'q=1']) => Number(weight.replace(/^q=/, '')) > 0)
    .map(([name = '']) => name);
}

/**
 * The files of a folder, each with its compressed versions next to it. Only names that the folder had when it was listed
 * are read, so no name leads out of it. A file is read once.
 */
export function pageFiles(folder: string): PageFiles {
  const names = new Set(readdirSync(folder));
  const contents = new Map<string, Buffer>();
  const read = (name: string): Buffer => {
    const bytes = contents.get(name) ?? readFileSync(join(folder, name));
    contents.set(name, bytes);
    return bytes;
  };
  return (name, acceptEncoding = '') => {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined || !names.has(name)) return undefined;
    const accepted = acceptedEncodings(acceptEncoding);
    for (const [encoding, ending] of Object.entries(ENCODINGS) as [Encoding, string][]) {
      if (accepted.includes(encoding) && names.has(`${name}${ending}`)) {
        return { mediaType, encoding, bytes: read(`${name}${ending}`) };
      }
    }
    return { mediaType, bytes: read(name) };
  };
}
