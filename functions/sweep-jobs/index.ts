import { now } from '../../lib/clock';
import { dynamoDB, ecs, eventBridge, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { embeddedMetrics } from '../shared/metrics/emf';
import { s3ObjectStore } from '../shared/object-store/s3';
import { ecsTaskControl } from '../shared/tasks/ecs';
import { sweepJobs } from './handler';
import { recordSweep } from './sweep-metrics';

const settings = config('tableName', 'retentionDays', 'bucketName', 'busName', 'clusterArn', 'metricsNamespace');
const log = createLog('sweep-jobs');
const metrics = embeddedMetrics(log, settings.metricsNamespace);

const sweep = sweepJobs({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  objects: s3ObjectStore(s3(), settings.bucketName),
  tasks: ecsTaskControl(ecs(), settings.clusterArn),
  bus: eventBridgeBus(eventBridge(), settings.busName),
  now,
  random: Math.random,
  log,
});

/** Invoked every minute. */
export const handler = async () => recordSweep(metrics, await sweep());
