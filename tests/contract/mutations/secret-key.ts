import { add, drop, type Mutations, put } from './edit';

const policy = 'WarehouseSecretKeyReaders';
const statement = `${policy}.Properties.PolicyDocument.Statement.0`;
const use = 'only roles that read the warehouse’s secret may use its key, through Secrets Manager';

/** Mutations of permissions on WarehouseSecretKeyArn. */
export const ofSecretKey: Mutations = {
  'the task cannot decrypt the secret': [drop(`${policy}.Properties.Roles.1`), use],
  'another role may decrypt the secret': [add(`${policy}.Properties.Roles`, { Ref: 'NotifyWebhookRole' }), use],
  'the secret’s key can be used directly, not only through Secrets Manager': [drop(`${statement}.Condition`), use],
  'the secret’s key can be used through S3': [
    put(`${statement}.Condition.StringEquals.kms:ViaService`, { 'Fn::Sub': `s3.\${AWS::Region}.\${AWS::URLSuffix}` }),
    use,
  ],
  'the secret’s key can be used to encrypt': [put(`${statement}.Action`, ['kms:Decrypt', 'kms:Encrypt']), use],
  'the secret’s key is allowed although none is set': [
    drop(`${policy}.Condition`),
    'the permission for the secret’s key exists only if the parameter is set',
  ],
};
