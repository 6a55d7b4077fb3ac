import { actionsIn, type Statement, statementsOf } from '../policy';
import { resolved } from '../template';
import type { Checks } from './check';

const SECRET_KEY = '{"Ref":"WarehouseSecretKeyArn"}';

/** Whether a statement is for WarehouseSecretKeyArn. */
export const isOfSecretKey = ({ Resource }: Statement): boolean => JSON.stringify(Resource).includes(SECRET_KEY);

export const secretKey: Checks = {
  'only roles that read the warehouse’s secret may use its key, through Secrets Manager': ({ app }) => {
    for (const [role] of app.of('AWS::IAM::Role')) {
      const statements = statementsOf(app, role);
      const reads = statements.some(
        (statement) =>
          actionsIn(statement).includes('secretsmanager:GetSecretValue') &&
          JSON.stringify(statement.Resource).includes('"WarehouseSecretArn"'),
      );
      const expected = {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { Ref: 'WarehouseSecretKeyArn' },
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.<AWS::URLSuffix>' } },
      };
      const actual = statements.filter(isOfSecretKey).map((statement) => ({
        ...statement,
        Condition: resolved(statement.Condition),
      }));
      expect([role, actual]).toEqual([role, reads ? [expected] : []]);
    }
  },

  'the permission for the secret’s key exists only if the parameter is set': ({ app }) => {
    const conditions = app
      .of('AWS::IAM::Policy')
      .filter(([, { Properties }]) => Properties.PolicyDocument.Statement.some(isOfSecretKey))
      .map(([, { Condition }]) => Condition);
    expect(conditions).toEqual(['HasSecretKey']);
  },
};
