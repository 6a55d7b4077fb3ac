import { readOutputs } from '../operations-outputs';
import type { Template } from '../template';
import type { Checks } from './check';

interface Group {
  readonly Label: { readonly default: string };
  readonly Parameters: readonly string[];
}

const groupsOf = (app: Template): readonly Group[] => {
  const { ParameterGroups = [] } = (app.metadata['AWS::CloudFormation::Interface'] ?? {}) as {
    readonly ParameterGroups?: readonly Group[];
  };
  return ParameterGroups;
};

/** Parameters and outputs. */
export const interfaces: Checks = {
  'each parameter is in one group, and each group has a label': ({ app }) => {
    const grouped = groupsOf(app).flatMap(({ Parameters }) => Parameters);
    expect(grouped.toSorted()).toEqual(Object.keys(app.parameters).sort());
    for (const { Label } of groupsOf(app)) expect(Label.default).toMatch(/^[A-Z]/);
  },

  'each parameter has a description': ({ app, network, warehouse, delivery, observability, signIn }) => {
    for (const template of [app, network, warehouse, delivery, observability, signIn]) {
      for (const [name, { Description = '' }] of Object.entries(template.parameters))
        expect([name, Description]).toEqual([name, expect.stringMatching(/^[A-Za-z].{10,}\.$/)]);
    }
  },

  'every parameter has a default': ({ app }) => {
    const required = Object.entries(app.parameters).filter(([, { Default }]) => Default === undefined);
    expect(required).toEqual([]);
  },

  'JWT requires an issuer and an audience': ({ app }) => {
    const { JwtNeedsAnIssuer } = app.rules;
    for (const name of ['JwtIssuer', 'JwtAudience']) expect(JSON.stringify(JwtNeedsAnIssuer)).toContain(`"${name}"`);
  },

  'COGNITO and JWT have the same authorizer, and functions do not distinguish them': ({ app }) => {
    const { IAM, ...others } = app.mappings.RouteAuthorization ?? {};
    expect([IAM, others]).toEqual([
      { Type: 'AWS_IAM' },
      { JWT: { Type: 'JWT' }, COGNITO: { Type: 'JWT' }, NONE: { Type: 'NONE' } },
    ]);
    const variable = { 'Fn::If': ['IsJwt', 'JWT', { Ref: 'Authorization' }] };
    for (const [, { Properties }] of app.of('AWS::Lambda::Function'))
      expect(Properties.Environment.Variables.AUTHORIZATION).toEqual(variable);
  },

  'an API without authorization must be allowed by a second parameter': ({ app }) => {
    expect(app.rules.AnonymousMustBeAllowed).toMatchObject({
      RuleCondition: { 'Fn::Equals': [{ Ref: 'Authorization' }, 'NONE'] },
      Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: 'AllowAnonymous' }, 'true'] } }],
    });
    expect(app.parameters.AllowAnonymous?.Default).toBe('false');
  },

  'commands and scripts read only outputs of the stack': ({ app }) => {
    const read = readOutputs();
    expect(read).toEqual(expect.arrayContaining(['ArtifactBucketName', 'BuildProject', 'WarehouseNamespaceName']));
    expect(Object.keys(app.outputs)).toEqual(expect.arrayContaining(read));
  },

  'API, bus, table and bucket are outputs, and every output has a description': ({ app }) => {
    expect(Object.keys(app.outputs)).toEqual(expect.arrayContaining(['ApiUrl', 'BusName', 'TableName', 'BucketName']));
    for (const [name, { Description = '' }] of Object.entries(app.outputs))
      expect([name, Description]).toEqual([name, expect.stringMatching(/^[A-Z].{10,}\.$/)]);
  },
};
