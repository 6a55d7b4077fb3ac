import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerationDocument, JobDocument, ReportDocument, SizeClass } from '../../../events';
import { readCatalog } from '../../../events/documents/catalog';
import { withheldNames } from '../../../events/documents/catalog-rules';
import { redshiftWarehouse } from '../../../executor/supervisor/aws/warehouse';
import { systemClock as clock } from '../../../executor/supervisor/loop/clock';
import { serveJob } from '../../../executor/supervisor/loop/serve-job';
import type { Log } from '../../../executor/supervisor/ports';
import { createSandbox } from '../../../executor/supervisor/sandbox';
import { openQueries } from '../../../executor/supervisor/warehouse/query-service';
import { withoutWithheldTables } from '../../../executor/supervisor/warehouse/withheld-tables';
import { newWorkFolder } from '../../endpoints/ecs/task-folders';
import { openLocalWarehouse } from '../../endpoints/local-warehouse';
import { readCatalogFile } from '../../setup/catalog-file';
import { pythonOf, root } from '../../setup/paths';
import { folderFiles } from './folder-files';

export interface ProgramRun {
  readonly program: string;
  /** Folder of files of tables. */
  readonly dataFolder: string;
  /** Folder for the artifacts. */
  readonly resultsFolder: string;
  readonly size: SizeClass;
  readonly timeoutSeconds: number;
  /** Run it even if this machine cannot confine it. */
  readonly unsafe: boolean;
}

const JOB = '0'.repeat(26);
/** Time between the program's limit and the job's deadline, for collecting the artifacts. */
const CLOSING_MS = 60_000;
const UID = 20_001;
const quiet: Log = {
  info: () => undefined,
  error: (message, { error } = {}) => process.stderr.write(`${message}: ${error}\n`),
};

/** job.json and generation.json, as a task would find them in the bucket. */
function documents({ program, size, timeoutSeconds }: ProgramRun): [JobDocument, GenerationDocument] {
  const now = Date.now();
  const acceptedAt = new Date(now).toISOString();
  return [
    {
      version: 1,
      jobId: JOB,
      prompt: 'run one program',
      owner: 'local',
      size,
      limits: { timeoutSeconds, maxAttempts: 1 },
      acceptedAt,
      deadlineAt: new Date(now + timeoutSeconds * 1000 + CLOSING_MS).toISOString(),
      requestSha256: createHash('sha256').update(program).digest('hex'),
    },
    {
      version: 1,
      jobId: JOB,
      attempt: 1,
      createdAt: acceptedAt,
      modelId: 'none',
      instructionsVersion: 'none',
      usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
      result: 'program',
      program,
      plan: '',
      assumptions: [],
    },
  ];
}

// Asynchronous, so that a fault is the error of the program's statements, as in a task.
const withheldTablesOf = async (dataFolder: string, names: readonly string[]): Promise<string[]> =>
  withheldNames(readCatalog(readCatalogFile(dataFolder)), names);

/**
 * Runs one program as a task would: with the same supervisor, sandbox, limits and query service, over the local
 * warehouse. `stop` has the effect of SIGTERM on a task.
 * @returns the job's report; undefined when it was stopped
 */
export async function runOneProgram(run: ProgramRun, stop: AbortSignal): Promise<ReportDocument | undefined> {
  const folder = newWorkFolder();
  mkdirSync(run.resultsFolder, { recursive: true });
  const files = folderFiles(run.resultsFolder, ...documents(run));
  try {
    const warehouse = await openLocalWarehouse(run.dataFolder, folder);
    for (const { file, reason } of warehouse.tables.skipped) quiet.error(`Skipped ${file}`, { error: reason });
    const target = { ...warehouse.settings, jobId: JOB, launch: 1 };
    const sandbox = createSandbox({
      python: pythonOf('executor'),
      sandboxDir: join(root, 'executor/sandbox'),
      workDir: join(folder, 'work'),
      uid: UID,
      unsafe: run.unsafe,
      maxAttempts: 1,
    });
    const redshift = withoutWithheldTables(
      redshiftWarehouse(warehouse.client, target, clock),
      withheldTablesOf(
        run.dataFolder,
        warehouse.tables.tables.map(({ name }) => name),
      ),
    );
    const ports = {
      files,
      eventBus: { publish: async () => undefined },
      sandbox,
      openQueries: (limits: Parameters<typeof openQueries>[1]) => openQueries(redshift, limits, clock),
      clock,
      pollMilliseconds: 50,
      log: quiet,
    };
    try {
      await serveJob(ports, { jobId: JOB, launch: 1 }, stop);
    } finally {
      await warehouse.close();
    }
    return files.report();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
