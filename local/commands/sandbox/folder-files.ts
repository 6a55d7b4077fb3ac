import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type GenerationDocument, type JobDocument, keys, type ReportDocument } from '../../../events';
import type { JobFiles } from '../../../executor/supervisor/ports';

export interface FolderFiles extends JobFiles {
  /** The final report; undefined until it is written. */
  report(): ReportDocument | undefined;
}

/** The files of a job with one program: documents in memory, artifacts in `folder`, named as in the bucket. */
export function folderFiles(folder: string, job: JobDocument, generation: GenerationDocument): FolderFiles {
  let finalReport: ReportDocument | undefined;
  const prefix = keys.results(job.jobId, 1);
  const pathFor = async (key: string): Promise<string> => {
    const path = join(folder, key.startsWith(prefix) ? key.slice(prefix.length) : key.replaceAll('/', '-'));
    await mkdir(dirname(path), { recursive: true });
    return path;
  };
  return {
    readJob: async () => job,
    readGeneration: async (attempt) => (attempt === 1 ? generation : undefined),
    readReport: async () => undefined,
    async writeReport(report) {
      finalReport = report;
      return report;
    },
    async writeText(key, text) {
      await writeFile(await pathFor(key), text);
    },
    async upload(key, path) {
      await copyFile(path, await pathFor(key));
    },
    report: () => finalReport,
  };
}
