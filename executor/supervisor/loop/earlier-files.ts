import { type EarlierJob, GenerationDocument, type JobDocument, keys } from '../../../events';
import { retry } from '../../../lib/retry';
import type { CatalogRules, Clock, EarlierResults, Sandbox } from '../ports';
import { earlierBytes } from './limits';

interface Ports {
  readonly earlier: EarlierResults;
  readonly sandbox: Pick<Sandbox, 'addEarlierFile'>;
  readonly clock: Clock;
}

/** Of a job that follows no other. */
export const noEarlierResults: EarlierResults = {
  readDocument: async () => undefined,
  openArtifact: async () => undefined,
  readCatalogRules: async () => ({ catalogSha256: '', withholdsTables: false }),
};

type EarlierArtifact = EarlierJob['artifacts'][number];

const CONCURRENT_DOWNLOADS = 4;

/**
 * Gives the sandbox the artifacts of the conversation before a follow-up, those of the nearest job first. What was erased,
 * or has another content by now, is absent. While the catalog withholds a table, so are the artifacts of jobs whose
 * program was written under another catalog: they may have rows of it.
 * @returns warnings about what was left out
 */
export async function provideEarlierFiles(ports: Ports, { earlier = [], size }: JobDocument): Promise<string[]> {
  if (earlier.every(({ artifacts }) => artifacts.length === 0)) return [];
  let rules: CatalogRules;
  try {
    rules = await ports.earlier.readCatalogRules();
  } catch (error) {
    return [`The files of earlier answers are missing. ${(error as Error).message}`];
  }
  const warnings: string[] = [];
  const allowed: (readonly [jobId: string, EarlierArtifact])[] = [];
  for (const job of earlier) {
    if (await isAllowed(ports.earlier, job, rules)) {
      const ofJob = job.artifacts.filter(({ key }) => keys.jobOfResult(key) === job.jobId);
      allowed.push(...ofJob.map((artifact) => [job.jobId, artifact] as const));
    } else {
      warnings.push(
        `The files of job ${job.jobId} are missing: the catalog, which withholds tables, has changed since that job.`,
      );
    }
  }
  const budget = earlierBytes(size);
  const fitting = withinBytes(allowed, budget);
  const leftOut = allowed.length - fitting.length;
  if (leftOut > 0) {
    const most = `${budget / 1024 ** 2} MB`;
    warnings.push(
      `Files of earlier answers are missing: together they are larger than ${most}, so that ${leftOut} of ${allowed.length} were left out.`,
    );
  }
  // The downloads share one iterator.
  const remaining = fitting.values();
  const download = async () => {
    for (const [jobId, artifact] of remaining) await provide(ports, jobId, artifact);
  };
  await Promise.all(Array.from({ length: CONCURRENT_DOWNLOADS }, download));
  return warnings;
}

async function isAllowed(
  results: EarlierResults,
  { generation }: EarlierJob,
  { withholdsTables, catalogSha256 }: CatalogRules,
): Promise<boolean> {
  if (!withholdsTables) return true;
  const text = generation && (await results.readDocument(generation));
  if (text === undefined) return false;
  const document = GenerationDocument.safeParse(JSON.parse(text));
  return document.success && document.data.catalogSha256 === catalogSha256;
}

function withinBytes<T extends readonly [string, EarlierArtifact]>(files: readonly T[], bytes: number): T[] {
  let left = bytes;
  return files.filter(([, { size }]) => {
    if (size > left) return false;
    left -= size;
    return true;
  });
}

async function provide({ earlier, sandbox, clock }: Ports, jobId: string, artifact: EarlierArtifact): Promise<void> {
  const { key, name, size, sha256 } = artifact;
  const download = async () => {
    const content = await earlier.openArtifact(key);
    if (content) await sandbox.addEarlierFile({ path: `${jobId}/${name}`, size, sha256 }, content);
  };
  await retry(download, { maxAttempts: 3, delay: () => 500, pause: clock.sleep });
}
