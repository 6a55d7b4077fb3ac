import { now } from '../../lib/clock';
import { dynamoDB, ecs, eventBridge, s3, sqs } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { embeddedMetrics } from '../shared/metrics/emf';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume, logContextOfDetail } from '../shared/queue/batch';
import { sqsQueue } from '../shared/queue/sqs';
import { ecsTaskControl, ecsTaskLauncher } from '../shared/tasks/ecs';
import { launchTask } from './handler';
import { measuredLauncher } from './measured-launcher';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'queueUrl',
  'clusterArn',
  'taskFamily',
  'taskDefinitionArn',
  'standbyTasks',
  'standbyMinutes',
  'subnetIds',
  'securityGroupIds',
  'metricsNamespace',
);

const log = createLog('launch-task');

const launcher = ecsTaskLauncher(ecs(), settings);

const launch = launchTask({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects: s3ObjectStore(s3(), settings.bucketName),
  tasks: {
    ...ecsTaskControl(ecs(), settings.clusterArn),
    ...measuredLauncher(launcher, embeddedMetrics(log, settings.metricsNamespace), Date.now),
  },
  bus: eventBridgeBus(eventBridge(), settings.busName),
  now,
  random: Math.random,
  standby: settings,
});

export const handler = consume(launch, log, logContextOfDetail, sqsQueue(sqs(), settings.queueUrl));
