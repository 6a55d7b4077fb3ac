import { add, drop, type Mutations, put } from './edit';

const policy = 'WarehouseSecretKeyReaders';
const statement = `${policy}.Properties.PolicyDocument.Statement.0`;
const use =
  'whoever reads the warehouse’s secret may decrypt it with its own key, through Secrets Manager, and nobody else may';

/** Mutations of who may use the key of a secret that was given. */
export const ofSecretKey: Mutations = {
  'the task cannot decrypt the secret': [drop(`${policy}.Properties.Roles.1`), use],
  'another role may decrypt the secret': [add(`${policy}.Properties.Roles`, { Ref: 'NotifyWebhookRole' }), use],
  'the secret’s key can be used past Secrets Manager': [drop(`${statement}.Condition`), use],
  'the secret’s key can be used through S3': [
    put(`${statement}.Condition.StringEquals.kms:ViaService`, { 'Fn::Sub': `s3.\${AWS::Region}.\${AWS::URLSuffix}` }),
    use,
  ],
  'more can be done with the secret’s key': [put(`${statement}.Action`, ['kms:Decrypt', 'kms:Encrypt']), use],
  'a key is named though none is given': [
    drop(`${policy}.Condition`),
    'the right to a secret’s own key is there with such a key only',
  ],
};
