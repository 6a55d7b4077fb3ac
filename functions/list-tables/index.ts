import { now } from '../../lib/clock';
import { s3 } from '../shared/clients';
import { config } from '../shared/config';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { createLog } from '../shared/log';
import { s3ObjectStore } from '../shared/object-store/s3';
import { listTables } from './handler';

const settings = config('bucketName', 'warehouseSchema', 'authorization', 'iamOwner');

const list = listTables({
  objects: s3ObjectStore(s3(), settings.bucketName),
  schema: settings.warehouseSchema,
  now,
});

export const handler = httpFunction(list, authorizationOf(settings), createLog('list-tables'));
