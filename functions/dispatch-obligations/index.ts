import type { DynamoDBStreamEvent } from 'aws-lambda';
import { now } from '../../lib/clock';
import { dynamoDB, eventBridge } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { embeddedMetrics } from '../shared/metrics/emf';
import { dispatchObligations } from './handler';
import { recordOutcomes } from './outcome-metrics';
import { changesOfStream } from './stream-changes';

const { tableName, retentionDays, busName, metricsNamespace } = config(
  'tableName',
  'retentionDays',
  'busName',
  'metricsNamespace',
);
const log = createLog('dispatch-obligations');
const metrics = embeddedMetrics(log, metricsNamespace);
const jobs = dynamoJobStore(dynamoDB(), tableName, retentionDays);
const publish = dispatchObligations({ jobs, bus: eventBridgeBus(eventBridge(), busName), now, log });

export const handler = async (event: DynamoDBStreamEvent) => {
  const changes = changesOfStream(event);
  await publish(changes);
  recordOutcomes(metrics, changes);
};
