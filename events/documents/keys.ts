const result = /^results\/([0-9a-z]{26})\/(\d+)\/(.+)$/;

/** The layout of the bucket. All objects of a job are below `jobs/{id}/` and `results/{id}/`. */
export const keys = {
  /** Descriptions and rules of tables and columns; written by the operator. */
  catalog: 'config/catalog.yaml',
  /** Not read, but refused: an operator who wrote it expects that its rules apply. */
  misnamedCatalog: 'config/catalog.yml',
  /** The description of the tables; written by describe-tables. */
  tables: 'config/tables.json',
  /** The lease of the invocation that describes the tables, and why the last one failed. */
  describing: 'config/describing.json',
  /** Written when a prompt needs a newer description. Its event is what counts. */
  tablesRequest: 'config/tables-request.json',
  /** The last load of tables; written by load-data. */
  loaded: 'config/loaded.json',
  /** Examples of verified jobs; written by curators. */
  examples: 'config/examples/',
  example: (jobId: string) => `config/examples/${jobId}.json`,
  job: (jobId: string) => `jobs/${jobId}/job.json`,
  /** The program of a rerun, which job.json names with its hash. */
  program: (jobId: string) => `jobs/${jobId}/program.py`,
  attempts: (jobId: string) => `jobs/${jobId}/attempts/`,
  generation: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/generation.json`,
  /** The lease of the invocation that calls the model for this attempt. */
  lease: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/lease.json`,
  /** How a launch gets its task. */
  launch: (jobId: string, launch: number) => `jobs/${jobId}/launches/${launch}.json`,
  report: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/report.json`,
  /** What programs print while they run, see output.ts. */
  output: (jobId: string) => `jobs/${jobId}/output/`,
  /** @param start characters before the chunk */
  outputChunk: (jobId: string, launch: number, start: number) =>
    `jobs/${jobId}/output/${launch}/${String(start).padStart(7, '0')}.txt`,
  /** Exists if the launch printed more than is stored. */
  outputTruncated: (jobId: string, launch: number) => `jobs/${jobId}/output/${launch}/truncated.txt`,
  /** The claim of a standby task. */
  standbyClaim: (taskId: string) => `standby/${taskId}.json`,
  /** When a task was last launched for a job: standby tasks are kept while prompts come. */
  lastLaunch: 'activity/last-launch.json',
  results: (jobId: string, launch: number) => `results/${jobId}/${launch}/`,
  /** The prefixes of all objects of a job. */
  prefixesOf: (jobId: string) => [`jobs/${jobId}/`, `results/${jobId}/`],
  /** The job of an object below `results/`; otherwise undefined. */
  jobOfResult: (key: string) => result.exec(key)?.[1],
  /** The launch whose task wrote the object; otherwise undefined. */
  launchOfResult: (key: string) => {
    const launch = result.exec(key)?.[2];
    return launch === undefined ? undefined : Number(launch);
  },
};
