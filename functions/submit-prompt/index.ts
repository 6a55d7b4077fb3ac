import { now } from '../../lib/clock';
import { dynamoDB, eventBridge, s3 } from '../shared/clients';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { resolveHost } from '../shared/webhook-address/check';
import { networks } from '../shared/webhook-address/networks';
import { beginJob } from './handler';

const settings = config(
  'tableName',
  'retentionDays',
  'bucketName',
  'busName',
  'webhookAllowedCidrs',
  'authorization',
  'iamOwner',
  'maxJobsPerOwner',
  'maxDailyUsdPerOwner',
  'apiUrl',
  'pageUrl',
  'questionInEvents',
  'editedPrograms',
);

const begin = beginJob({
  objects: s3ObjectStore(s3(), settings.bucketName),
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  bus: eventBridgeBus(eventBridge(), settings.busName),
  webhooks: { allowed: networks(settings.webhookAllowedCidrs), resolve: resolveHost },
  allowance: { openJobs: settings.maxJobsPerOwner, dailyUsd: settings.maxDailyUsdPerOwner },
  apiUrl: settings.apiUrl,
  pageUrl: settings.pageUrl,
  questionInEvents: settings.questionInEvents === 'true',
  editedPrograms: settings.editedPrograms === 'true',
  now,
});

export const handler = httpFunction(begin, authorizationOf(settings), createLog('submit-prompt'));
