import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { CodeInterpreterClient, JobView } from '..';

/** Lists the artifacts. Not an artifact itself, but downloadable like one. */
const MANIFEST = 'manifest.json';

/**
 * Downloads a job's artifacts and manifest to `<parent>/<jobId>/`, compares each artifact with its checksum, and
 * returns the folder.
 */
export async function saveArtifacts(client: CodeInterpreterClient, job: JobView, parent: string): Promise<string> {
  const folder = join(parent, job.jobId);
  for (const { name, sha256 } of [...job.artifacts, { name: MANIFEST, sha256: undefined }]) {
    const file = join(folder, name);
    if (relative(folder, file).startsWith('..')) throw new Error(`Artifact name points outside its folder: ${name}`);
    const response = await client.download(job.jobId, name);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new Error(`${name} does not match its checksum.`);
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}
