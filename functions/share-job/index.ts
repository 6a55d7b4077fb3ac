import { now } from '../../lib/clock';
import { dynamoDB } from '../shared/clients';
import { config } from '../shared/config';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { shareJob } from './handler';

const settings = config('tableName', 'retentionDays', 'authorization', 'iamOwner');

const share = shareJob({ jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays), now });

export const handler = httpFunction(share, authorizationOf(settings), createLog('share-job'));
