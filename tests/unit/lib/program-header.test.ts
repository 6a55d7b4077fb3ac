import { programHeader } from '../../../lib/program-header';

const JOB = '01jdab3x9y7q2k4m6n8p0r1s2t';
const PROGRAM = 'from __future__ import annotations\nprint(1)\n';

it('says how to run the program again, and is no part of it', () => {
  const text = programHeader.add(PROGRAM, JOB);
  expect(text).toContain(`npm run ask -- --rerun ${JOB} --program program.py`);
  expect(text).toContain('npm run sandbox -- program.py');
  expect(text.endsWith(`\n\n${PROGRAM}`)).toBe(true);
  const header = text.slice(0, -PROGRAM.length);
  expect(
    header
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#')),
  ).toEqual([]);
  expect(programHeader.remove(text)).toBe(PROGRAM);
});

it('takes the place of that of another job', () => {
  const again = programHeader.add(programHeader.add(PROGRAM, '0'.repeat(26)), JOB);
  expect(again).toBe(programHeader.add(PROGRAM, JOB));
});

it('leaves other comments', () => {
  for (const text of [PROGRAM, `# The program of job\n${PROGRAM}`, '']) expect(programHeader.remove(text)).toBe(text);
});
