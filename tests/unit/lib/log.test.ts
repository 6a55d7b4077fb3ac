import { jsonLog } from '../../../lib/log';

it('logs one JSON object per line, each with the job', () => {
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    () => '2026-01-01T00:00:00.000Z',
    { jobId: 'j', launch: 1 },
  );
  log.info('Program started.', { attempt: 1 });
  log.error('Task failed.', { error: new Error('no\nbucket') });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'INFO', jobId: 'j', launch: 1, attempt: 1, message: 'Program started.' },
    { level: 'ERROR', jobId: 'j', error: { message: 'no\nbucket' } },
  ]);
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
});
