import { actionsIn, type Statement, statementsOf } from '../policy';
import { resolved } from '../template';
import type { Checks } from './check';

const SECRET_KEY = '{"Ref":"WarehouseSecretKeyArn"}';

/** Whether a statement is about the key of a secret that was given. */
export const isOfSecretKey = ({ Resource }: Statement): boolean => JSON.stringify(Resource).includes(SECRET_KEY);

export const secretKey: Checks = {
  'whoever reads the warehouse’s secret may decrypt it with its own key, through Secrets Manager, and nobody else may':
    ({ app }) => {
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
        const found = statements.filter(isOfSecretKey).map((statement) => ({
          ...statement,
          Condition: resolved(statement.Condition),
        }));
        expect([role, found]).toEqual([role, reads ? [expected] : []]);
      }
    },

  'the right to a secret’s own key is there with such a key only': ({ app }) => {
    const conditions = app
      .of('AWS::IAM::Policy')
      .filter(([, { Properties }]) => Properties.PolicyDocument.Statement.some(isOfSecretKey))
      .map(([, { Condition }]) => Condition);
    expect(conditions).toEqual(['HasSecretKey']);
  },
};
