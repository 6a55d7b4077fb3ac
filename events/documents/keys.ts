const result = /^results\/([0-9a-z]{26})\/(\d+)\/(.+)$/;

/** The layout of the system's bucket. Everything of a job lies below `jobs/{id}/` and `results/{id}/`. */
export const keys = {
  /** What the warehouse's tables and columns mean; written by whoever deploys. */
  catalog: 'config/catalog.yaml',
  job: (jobId: string) => `jobs/${jobId}/job.json`,
  attempts: (jobId: string) => `jobs/${jobId}/attempts/`,
  generation: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/generation.json`,
  /** Taken by the invocation that talks to the model for this attempt. */
  lease: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/lease.json`,
  report: (jobId: string, attempt: number) => `jobs/${jobId}/attempts/${attempt}/report.json`,
  results: (jobId: string, launch: number) => `results/${jobId}/${launch}/`,
  /** The prefixes below which everything of a job lies. */
  prefixesOf: (jobId: string) => [`jobs/${jobId}/`, `results/${jobId}/`],
  /** The job that an object below `results/` belongs to, or nothing. */
  jobOfResult: (key: string) => result.exec(key)?.[1],
  /** The launch whose task wrote it, or nothing. */
  launchOfResult: (key: string) => {
    const launch = result.exec(key)?.[2];
    return launch === undefined ? undefined : Number(launch);
  },
};
