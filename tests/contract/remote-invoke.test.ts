import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { readJobs } from '../../functions/read-jobs/handler';
import { recordProgress } from '../../functions/record-progress/handler';
import { httpFunction } from '../../functions/shared/http/function';
import { asAuthorization } from '../../functions/shared/http/owner';
import { jobStore } from '../../functions/shared/job-store/store';
import { consume } from '../../functions/shared/queue/batch';
import { root } from '../../local/setup/paths';
import { memoryJobTable } from '../fakes/job-table';
import { fakeLog } from '../fakes/log';
import { fakeObjectStore } from '../fakes/object-store';
import { Template } from './template';

const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

/** What the page invokes by a sample, and the sample's path. */
const documented = [...page.matchAll(/^sam remote invoke (\w+)[^\n]*\\\n +--event-file (\S+)$/gm)].map(
  ([, resource = '', file = '']) => [resource, file] as const,
);

const sampleFor = (resource: string): string => {
  const file = documented.find(([name]) => name === resource)?.[1];
  if (!file) throw new Error(`docs/deploy.md invokes no ${resource}.`);
  return readFileSync(join(root, file), 'utf8');
};

const setting = () => {
  const table = memoryJobTable();
  return { table, jobs: jobStore(table, async () => undefined), log: fakeLog() };
};

/** The answer of read-jobs in an empty stack with this way of authorization. */
function answerOf(sample: string, authorization: string) {
  const { jobs, log } = setting();
  const handler = httpFunction(readJobs({ jobs, objects: fakeObjectStore() }), asAuthorization(authorization), log);
  return handler(JSON.parse(sample));
}

describe('the samples that docs/deploy.md invokes remotely', () => {
  it('are those of a function and of a queue', () => {
    expect(documented.map(([resource]) => resource)).toEqual(['ReadJobsFunction', 'RecordProgressQueue']);
  });

  it('read-jobs answers as the page says, with the authorization that a stack has unless told otherwise', async () => {
    const authorization = String(new Template().parameters.Authorization?.Default);
    const { statusCode, body } = await answerOf(sampleFor('ReadJobsFunction'), authorization);
    const [, status, detail] = /^\{"statusCode": (\d+), … "detail": "(.+)"\}$/m.exec(page) ?? [];
    expect([statusCode, JSON.parse(body ?? '').detail]).toEqual([Number(status), detail]);
  });

  it('the sample that it names for tokens gets the same answer with them, and 401 without', async () => {
    const [, name = ''] = /with\s+`JWT` take `(\S+\.json)`, or the answer is 401/.exec(page) ?? [];
    const sample = readFileSync(join(root, 'events/samples/aws', name), 'utf8');
    expect((await answerOf(sample, 'JWT')).statusCode).toBe(404);
    expect((await answerOf(sample, 'IAM')).statusCode).toBe(401);
  });

  it('record-progress is done with the message, whose checksum is the page’s, and changes nothing', async () => {
    const body = sampleFor('RecordProgressQueue');
    const { table, jobs, log } = setting();
    const record = { messageId: '1', body, attributes: { ApproximateReceiveCount: '1' } };
    const answer = await consume(recordProgress({ jobs }), log)({ Records: [record] } as unknown as SQSEvent);
    expect([answer, table.jobs()]).toEqual([{ batchItemFailures: [] }, []]);
    expect(page).toContain(`"MD5OfMessageBody": "${createHash('md5').update(body).digest('hex')}"`);
  });
});
