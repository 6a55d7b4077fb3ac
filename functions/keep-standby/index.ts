import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { now } from '../../lib/clock';
import { ecs, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { consume } from '../shared/queue/batch';
import { ecsTaskControl, ecsTaskLauncher } from '../shared/tasks/ecs';
import { keepStandbys, replaceStandby } from './handler';

const settings = config(
  'bucketName',
  'clusterArn',
  'taskFamily',
  'taskDefinitionArn',
  'subnetIds',
  'securityGroupIds',
  'standbyTasks',
  'standbyMinutes',
);
const log = createLog('keep-standby');
const ports = {
  standby: settings,
  objects: s3ObjectStore(s3(), settings.bucketName),
  tasks: { ...ecsTaskControl(ecs(), settings.clusterArn), ...ecsTaskLauncher(ecs(), settings) },
  now,
  log,
};
const replace = consume(replaceStandby(ports), log);
const keep = keepStandbys(ports);

/** Invoked by its queue after each claim, and every minute. */
export const handler = async (event: SQSEvent | object): Promise<SQSBatchResponse | undefined> => {
  if ('Records' in event) return replace(event);
  await keep();
  return undefined;
};
