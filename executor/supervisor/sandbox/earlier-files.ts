import { createHash } from 'node:crypto';
import { chmod, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EarlierFile } from '../ports';

/** Of one part of a path, in bytes. */
const MAX_PART_BYTES = 255;

/**
 * Stores a file below the folder, for all users to read. False, with nothing stored, if it cannot have its path or the
 * content is another one. Programs cannot write to the folder: it belongs to another user, or Landlock denies it.
 */
export async function storeEarlierFile(
  folder: string,
  { path, size, sha256 }: EarlierFile,
  content: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  if (!isRelative(path)) return false;
  const target = join(folder, path);
  let file: FileHandle;
  try {
    await makeFolders(folder, dirname(path));
    file = await open(target, 'wx', 0o600);
  } catch (error) {
    // A file has the name of this one, or of one of its folders; or the name is too long.
    if (TAKEN.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  let isComplete = false;
  try {
    isComplete = (await copy(content, file, size)) === sha256;
    if (isComplete) await file.chmod(0o444);
  } finally {
    await file.close();
    if (!isComplete) await rm(target, { force: true });
  }
  return isComplete;
}

const TAKEN: ReadonlySet<string> = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EILSEQ', 'EINVAL']);

/** Whether the path stays in its folder, whatever the folder has. */
const isRelative = (path: string): boolean =>
  !path.includes('\0') &&
  path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= MAX_PART_BYTES);

/** Makes the folders of a relative path, which every user can enter, whatever the umask is. */
async function makeFolders(folder: string, path: string): Promise<void> {
  let current = folder;
  for (const part of ['', ...(path === '.' ? [] : path.split('/'))]) {
    current = join(current, part);
    await mkdir(current, { recursive: true });
    await chmod(current, 0o755);
  }
}

/** Writes the content and returns its sha256; undefined if it does not have this size. */
async function copy(content: AsyncIterable<Uint8Array>, file: FileHandle, size: number): Promise<string | undefined> {
  const hash = createHash('sha256');
  let written = 0;
  for await (const part of content) {
    written += part.length;
    if (written > size) return undefined;
    hash.update(part);
    await file.writeFile(part);
  }
  return written === size ? hash.digest('hex') : undefined;
}
