import { dynamoDB, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { logContextOfTask, recordTaskState } from './handler';

const { tableName, retentionDays, bucketName } = config('tableName', 'retentionDays', 'bucketName');
const jobs = dynamoJobStore(dynamoDB(), tableName, retentionDays);
const objects = s3ObjectStore(s3(), bucketName);

export const handler = consume(recordTaskState({ jobs, objects }), createLog('record-task-state'), logContextOfTask);
