import { join } from 'node:path';
import { pageFiles } from '../../lib/page/files';
import { config } from '../shared/config';
import { httpFunction } from '../shared/http/function';
import { createLog } from '../shared/log';
import { servePage } from './handler';

const { issuerOrigins, resultsUrl, ...settings } = config(
  'authorization',
  'jwtIssuer',
  'jwtAudience',
  'pageClientId',
  'pageScopes',
  'issuerOrigins',
  'resultsUrl',
);

const serve = servePage({
  files: pageFiles(join(__dirname, 'page')),
  settings,
  issuerOrigins: issuerOrigins.split(',').filter((origin) => origin !== ''),
  resultsUrl,
});

// Its routes have no authorizer.
export const handler = httpFunction(serve, { authorizer: 'NONE', iamOwner: 'role' }, createLog('serve-page'));
