const JOB = '{jobId}';

const LINES = `# The program of job ${JOB}. In the folder of the project, run it again, changed or not:
#   npm run ask -- --rerun ${JOB} --program program.py
#   npm run sandbox -- program.py --data FOLDER
# docs/programs.md says more.

`;

const pattern = new RegExp(`^${LINES.replace(/[.*+?^$()[\]\\]/g, '\\$&').replaceAll(JOB, '[0-9a-z]{26}')}`);

/** The first lines of a program that is downloaded: how to run it again. They are no part of the program. */
export const programHeader = {
  /** The program with the lines, in place of those of an earlier download. */
  add: (program: string, jobId: string): string => LINES.replaceAll(JOB, jobId) + programHeader.remove(program),
  /** The program without the lines. */
  remove: (text: string): string => text.replace(pattern, ''),
};
