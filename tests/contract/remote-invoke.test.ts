import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { readJobs } from '../../functions/read-jobs/handler';
import { recordProgress } from '../../functions/record-progress/handler';
import { httpFunction } from '../../functions/shared/http/function';
import { authorizationOf } from '../../functions/shared/http/owner';
import { jobStore } from '../../functions/shared/job-store/job-store';
import { consume } from '../../functions/shared/queue/batch';
import { root } from '../../local/setup/paths';
import { memoryJobTable } from '../fakes/job-table';
import { fakeLog } from '../fakes/log';
import { fakeObjectStore } from '../fakes/object-store';
import { actions, sleepingClock } from '../unit/functions/read-jobs/setting';
import { Template } from './template';

const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

/** The resources that the page invokes, with the paths of the samples. */
const documented = [...page.matchAll(/^sam remote invoke (\w+)[^\n]*\\\n +--event-file (\S+)$/gm)].map(
  ([, resource = '', file = '']) => [resource, file] as const,
);

const sampleFor = (resource: string): string => {
  const file = documented.find(([name]) => name === resource)?.[1];
  if (!file) throw new Error(`docs/deploy.md invokes no ${resource}.`);
  return readFileSync(join(root, file), 'utf8');
};

const emptyStack = () => {
  const table = memoryJobTable();
  return { table, jobs: jobStore(table, async () => undefined), log: fakeLog() };
};

/** The response of read-jobs in an empty stack with this authorization. */
function responseOf(sample: string, authorization: string) {
  const { jobs, log } = emptyStack();
  const handler = httpFunction(
    readJobs({ jobs, objects: fakeObjectStore(), clock: sleepingClock(), waitSeconds: 0, now: () => '', actions }),
    authorizationOf({ authorization, iamOwner: 'role' }),
    log,
  );
  return handler(JSON.parse(sample));
}

describe('sam remote invoke in docs/deploy.md', () => {
  it('invokes a function and a queue', () => {
    expect(documented.map(([resource]) => resource)).toEqual(['ReadJobsFunction', 'RecordProgressQueue']);
  });

  it('shows the response of read-jobs with the default authorization', async () => {
    const authorization = String(new Template().parameters.Authorization?.Default);
    const { statusCode, body } = await responseOf(sampleFor('ReadJobsFunction'), authorization);
    const [, status, detail] = /^\{"statusCode": (\d+), … "detail": "(.+)"\}$/m.exec(page) ?? [];
    expect([statusCode, JSON.parse(body ?? '').detail]).toEqual([Number(status), detail]);
  });

  it('has a sample for JWT that gets the same response, and 401 without JWT', async () => {
    const [, name = ''] = /with\s+`JWT` take `(\S+\.json)`, or the answer is 401/.exec(page) ?? [];
    const sample = readFileSync(join(root, 'events/samples/aws', name), 'utf8');
    expect((await responseOf(sample, 'JWT')).statusCode).toBe(404);
    expect((await responseOf(sample, 'IAM')).statusCode).toBe(401);
  });

  it('shows the checksum of a message that record-progress handles without a change', async () => {
    const body = sampleFor('RecordProgressQueue');
    const { table, jobs, log } = emptyStack();
    const record = { messageId: '1', body, attributes: { ApproximateReceiveCount: '1' } };
    const response = await consume(recordProgress({ jobs }), log)({ Records: [record] } as unknown as SQSEvent);
    expect([response, table.jobs()]).toEqual([{ batchItemFailures: [] }, []]);
    expect(page).toContain(`"MD5OfMessageBody": "${createHash('md5').update(body).digest('hex')}"`);
  });
});
