import { config } from '../shared/config';
import { httpFunction } from '../shared/http/function';
import { authorizationOf } from '../shared/http/owner';
import { createLog } from '../shared/log';
import { describeApi } from './handler';

export const handler = httpFunction(
  describeApi,
  authorizationOf(config('authorization', 'iamOwner')),
  createLog('describe-api'),
);
