import { outputsThatAreRead } from '../operations-outputs';
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

/** What somebody meets who deploys: parameters and outputs. */
export const interfaces: Checks = {
  'each parameter is asked for in one group, and each group has a label': ({ app }) => {
    const grouped = groupsOf(app).flatMap(({ Parameters }) => Parameters);
    expect(grouped.toSorted()).toEqual(Object.keys(app.parameters).sort());
    for (const { Label } of groupsOf(app)) expect(Label.default).toMatch(/^[A-Z]/);
  },

  'each parameter says what it is for': ({ app, network, warehouse, delivery, observability }) => {
    for (const template of [app, network, warehouse, delivery, observability]) {
      for (const [name, { Description = '' }] of Object.entries(template.parameters))
        expect([name, Description]).toEqual([name, expect.stringMatching(/^[A-Za-z].{10,}\.$/)]);
    }
  },

  'nothing has to be answered to deploy': ({ app }) => {
    const needed = Object.entries(app.parameters).filter(([, { Default }]) => Default === undefined);
    expect(needed).toEqual([]);
  },

  'tokens need an issuer and an audience': ({ app }) => {
    const { JwtNeedsAnIssuer } = app.rules;
    for (const name of ['JwtIssuer', 'JwtAudience']) expect(JSON.stringify(JwtNeedsAnIssuer)).toContain(`"${name}"`);
  },

  'commands and scripts read outputs that the stack has': ({ app }) => {
    const read = outputsThatAreRead();
    expect(read).toEqual(expect.arrayContaining(['ArtifactBucketName', 'BuildProject', 'WarehouseNamespaceName']));
    expect(Object.keys(app.outputs)).toEqual(expect.arrayContaining(read));
  },

  'the outputs name the API, the bus, the table and the bucket, and say what they are': ({ app }) => {
    expect(Object.keys(app.outputs)).toEqual(expect.arrayContaining(['ApiUrl', 'BusName', 'TableName', 'BucketName']));
    for (const [name, { Description = '' }] of Object.entries(app.outputs))
      expect([name, Description]).toEqual([name, expect.stringMatching(/^[A-Z].{10,}\.$/)]);
  },
};
