import { now } from '../../lib/clock';
import { dynamoDB, secretsManager } from '../shared/clients';
import { config } from '../shared/config';
import { dynamoJobStore } from '../shared/job-store/dynamodb';
import { createLog } from '../shared/log';
import { consume } from '../shared/queue/batch';
import { secretsManagerSecrets } from '../shared/secrets/secrets-manager';
import { networks } from '../shared/webhook-address/networks';
import { notifyWebhook } from './handler';
import { webhookSender } from './sender';

const settings = config('tableName', 'retentionDays', 'webhookSecretArn', 'webhookAllowedCidrs');
const secrets = secretsManagerSecrets(secretsManager());

const notify = notifyWebhook({
  jobs: dynamoJobStore(dynamoDB(), settings.tableName, settings.retentionDays),
  sender: webhookSender({ allowed: networks(settings.webhookAllowedCidrs) }),
  secret: () => secrets.read(settings.webhookSecretArn),
  now,
});

export const handler = consume(notify, createLog('notify-webhook'));
