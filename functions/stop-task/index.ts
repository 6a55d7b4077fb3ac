import { now } from '../../lib/clock';
import { dynamoDB, ecs, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { ecsTaskControl } from '../shared/tasks/ecs';
import { stopTask } from './handler';

const settings = config('tableName', 'retentionDays', 'bucketName', 'clusterArn');
const stop = stopTask({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects: s3ObjectStore(s3(), settings.bucketName),
  tasks: ecsTaskControl(ecs(), settings.clusterArn),
  now,
});

export const handler = consume(stop, createLog('stop-task'));
