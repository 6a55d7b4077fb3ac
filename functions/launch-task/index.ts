import { dynamoDB, ecs, eventBridge, s3 } from '../shared/clients';
import { now } from '../shared/clock';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { ecsTaskLauncher } from '../shared/tasks/ecs';
import { launchTask } from './handler';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'clusterArn',
  'taskFamily',
  'subnetIds',
  'securityGroupIds',
);

const launch = launchTask({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, Number(settings.retentionDays)),
  objects: s3ObjectStore(s3(), settings.bucketName),
  tasks: ecsTaskLauncher(ecs(), {
    ...settings,
    subnetIds: settings.subnetIds.split(','),
    securityGroupIds: settings.securityGroupIds.split(','),
  }),
  bus: eventBridgeBus(eventBridge(), settings.busName),
  now,
});

export const handler = consume(launch, createLog('launch-task'));
