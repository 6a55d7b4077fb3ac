import { now } from '../../lib/clock';
import { dynamoDB, ecs } from '../shared/clients';
import { config } from '../shared/config';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { consume } from '../shared/queue/batch';
import { ecsTaskControl } from '../shared/tasks/ecs';
import { stopTask } from './handler';

const { tableName, retentionDays, clusterArn } = config('tableName', 'retentionDays', 'clusterArn');
const stop = stopTask({
  jobs: dynamoJobStore(dynamoDB(), tableName, retentionDays),
  tasks: ecsTaskControl(ecs(), clusterArn),
  now,
});

export const handler = consume(stop, createLog('stop-task'));
