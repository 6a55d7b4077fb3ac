import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type GenerationDocument, type JobDocument, keys, type ReportDocument } from '../../events';
import type { JobFiles } from '../../executor/supervisor/ports';

export interface FolderFiles extends JobFiles {
  /** The final report, once there is one. */
  report(): ReportDocument | undefined;
}

/** The files of a job that has one program: documents in memory, outputs in `folder` as they would be in the bucket. */
export function folderFiles(folder: string, job: JobDocument, generation: GenerationDocument): FolderFiles {
  let written: ReportDocument | undefined;
  const prefix = keys.results(job.jobId, 1);
  const place = async (key: string): Promise<string> => {
    const path = join(folder, key.startsWith(prefix) ? key.slice(prefix.length) : key.replaceAll('/', '-'));
    await mkdir(dirname(path), { recursive: true });
    return path;
  };
  return {
    readJob: async () => job,
    readGeneration: async (attempt) => (attempt === 1 ? generation : undefined),
    readReport: async () => undefined,
    async writeReport(report) {
      written = report;
      return report;
    },
    async writeText(key, text) {
      await writeFile(await place(key), text);
    },
    async upload(key, path) {
      await copyFile(path, await place(key));
    },
    report: () => written,
  };
}
