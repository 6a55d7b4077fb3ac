import { dynamoDB } from '../shared/clients';
import { config } from '../shared/config';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { consume } from '../shared/queue/batch';
import { logContextOfObject, recordArtifact } from './handler';

const { tableName, retentionDays } = config('tableName', 'retentionDays');
const jobs = dynamoJobStore(dynamoDB(), tableName, retentionDays);

export const handler = consume(recordArtifact({ jobs }), createLog('record-artifact'), logContextOfObject);
