import { now, pause } from '../../lib/clock';
import { dynamoDB, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { readJobs } from './handler';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'authorization',
  'iamOwner',
  'curators',
  'editedPrograms',
  'waitSeconds',
);

const read = readJobs({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects: s3ObjectStore(s3(), settings.bucketName),
  clock: { milliseconds: () => performance.now(), sleep: pause },
  waitSeconds: settings.waitSeconds,
  now,
  actions: { editedPrograms: settings.editedPrograms === 'true' },
});

export const handler = httpFunction(read, authorizationOf(settings), createLog('read-jobs'));
