/**
 * How soon after its arrival the first line of a repaired program runs, compared with a new task. Runs the real loop of the
 * executor and the real sandbox; the job's documents are in memory, and reading one takes as long as from S3.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GenerationDocument, JobDocument, ReportDocument } from '../events';
import { systemClock } from '../executor/supervisor/loop/clock';
import { type LoopPorts, serveJob } from '../executor/supervisor/loop/serve-job';
import type { JobFiles } from '../executor/supervisor/ports';
import { createSandbox } from '../executor/supervisor/sandbox';
import { openQueries } from '../executor/supervisor/warehouse/query-service';
import { root } from '../local/setup/paths';
import { median, milliseconds, table } from './figures';

const REPAIRS = 20;
const LIMIT = 200;
/** Milliseconds to read a small object from S3. */
const S3_READ = 25;
/** The model takes longer than this; the pause is random, so programs arrive at any time between two polls. */
const MODEL_DELAY = { min: 300, max: 700 };

const JOB_ID = '0123456789abcdefghjkmnpqrs';
const job: JobDocument = {
  version: 1,
  jobId: JOB_ID,
  prompt: '',
  owner: 'bench',
  size: 'small',
  limits: { timeoutSeconds: 60, maxAttempts: REPAIRS + 1 },
  acceptedAt: new Date().toISOString(),
  deadlineAt: new Date(Date.now() + 3_600_000).toISOString(),
  requestSha256: 'a'.repeat(64),
};

/** Answers with the time of its first line. Every attempt but the last fails with a different error. */
const programOf = (attempt: number): string => `import time; began = time.time()
from interpreter import answer
answer('', began=began)
${attempt <= REPAIRS ? `raise ValueError('failure ${attempt}')` : ''}
`;

const generationOf = (attempt: number): GenerationDocument => ({
  ...{ version: 1, jobId: JOB_ID, attempt, createdAt: new Date().toISOString(), modelId: 'none' },
  ...{ instructionsVersion: '1', usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 } },
  ...{ result: 'program', program: programOf(attempt), plan: '', assumptions: [] },
});

/** Documents in memory. A program arrives some time after the previous report. */
class Files implements JobFiles {
  /** Attempt → time at which its program arrived, in milliseconds since the epoch. */
  readonly arrived = new Map<number, number>([[1, Date.now()]]);
  readonly reports = new Map<number, ReportDocument>();

  async readJob() {
    return job;
  }

  async readGeneration(attempt: number) {
    const there = this.arrived.has(attempt);
    await sleep(S3_READ);
    return there ? generationOf(attempt) : undefined;
  }

  async readReport(attempt: number) {
    return this.reports.get(attempt);
  }

  async writeReport(report: ReportDocument) {
    this.reports.set(report.attempt, report);
    const pause = MODEL_DELAY.min + Math.random() * (MODEL_DELAY.max - MODEL_DELAY.min);
    setTimeout(() => this.arrived.set(report.attempt + 1, Date.now()), pause);
    return report;
  }

  async writeText() {}

  async upload() {}
}

async function main(): Promise<number> {
  mkdirSync(join(root, '.local'), { recursive: true });
  const workDir = mkdtempSync('/tmp/bench-');
  const files = new Files();
  const nothing = { run: async () => ({ ok: false as const, unavailable: true, message: 'no warehouse' }) };
  const ports: LoopPorts = {
    files,
    eventBus: { publish: async () => {} },
    sandbox: createSandbox({
      python: join(root, '.local/python/executor/bin/python'),
      sandboxDir: join(root, 'executor/sandbox'),
      ...{ workDir, uid: 20001, unsafe: false, maxAttempts: REPAIRS + 1 },
    }),
    openQueries: (limits) => openQueries(nothing, limits, systemClock),
    clock: systemClock,
    pollMilliseconds: 50,
    log: { info: () => {}, error: (message, details) => console.error(message, details) },
  };
  try {
    await serveJob(ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  const waits = [...files.reports.values()].map(({ attempt, summary }) => {
    const began = Number(summary.values.began) * 1000;
    return began - (files.arrived.get(attempt) ?? Number.NaN);
  });
  const [fresh = Number.NaN, ...repaired] = waits;
  const typical = median(repaired);
  const worst = Math.max(...repaired);
  table([
    ['first line after the program arrived', 'median', 'worst', 'of a new task'],
    [`a new task (imports, ${repaired.length > 0 ? 1 : 0} run)`, milliseconds(fresh), '', '1'],
    [
      `a repair in the same task (${repaired.length} runs)`,
      milliseconds(typical),
      milliseconds(worst),
      `1/${Math.round(fresh / typical)}`,
    ],
  ]);
  const isWithinLimit = repaired.length === REPAIRS && worst <= LIMIT;
  console.log(isWithinLimit ? `Every repair ran within ${LIMIT} ms.` : `Not every repair ran within ${LIMIT} ms.`);
  return isWithinLimit ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
