import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { CodeInterpreterClient, JobView } from '..';

/** Lists the outputs; not one of them, and offered beside them. */
const MANIFEST = 'manifest.json';

/**
 * Downloads the outputs of a job and their manifest through the API into `<folder>/<jobId>/`, and compares each with
 * the job's account of it; the answer is the folder.
 */
export async function saveOutputs(client: CodeInterpreterClient, job: JobView, outputs: string): Promise<string> {
  const folder = join(outputs, job.jobId);
  for (const { name, sha256 } of [...job.artifacts, { name: MANIFEST, sha256: undefined }]) {
    const file = join(folder, name);
    if (relative(folder, file).startsWith('..')) throw new Error(`An artifact's name leads out of its folder: ${name}`);
    const response = await client.download(job.jobId, name);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new Error(`${name} is not what the job says of it.`);
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}
