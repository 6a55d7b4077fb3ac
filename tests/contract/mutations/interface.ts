import type { Content } from '../template';
import type { Mutate, Mutations } from './edit';

interface Draft {
  Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: { Parameters: string[] }[] } };
  Parameters: Record<string, { Default?: unknown; Description?: string }>;
  Outputs: Record<string, { Description?: string }>;
  Rules: Record<string, { Assertions: object[] }>;
}

const change =
  (edit: (draft: Draft) => void): Mutate =>
  ({ app }) =>
    edit(app as Content as unknown as Draft);

const outputs = 'commands and scripts read only outputs of the stack';

/** Mutations of parameters and outputs. */
export const ofInterface: Mutations = {
  'a parameter is in no group': [
    change(({ Metadata }) => void Metadata['AWS::CloudFormation::Interface'].ParameterGroups[0]?.Parameters.pop()),
    'each parameter is in one group, and each group has a label',
  ],
  'a parameter has no description': [
    change(({ Parameters }) => void delete Parameters.ModelId?.Description),
    'each parameter has a description',
  ],
  'a parameter has no default': [
    change(({ Parameters }) => void delete Parameters.VpcId?.Default),
    'every parameter has a default',
  ],
  'an API is open to anyone by one parameter': [
    change(({ Rules }) => void delete Rules.AnonymousMustBeAllowed),
    'an API without authorization must be allowed by a second parameter',
  ],
  'JWT works without an audience': [
    change(({ Rules }) => void Rules.JwtNeedsAnIssuer?.Assertions.pop()),
    'JWT requires an issuer and an audience',
  ],
  'functions do not know COGNITO as JWT': [
    ({ app }) => {
      const { Properties } = app.Resources.ReadJobsFunction as unknown as {
        Properties: { Environment: { Variables: Record<string, unknown> } };
      };
      Properties.Environment.Variables.AUTHORIZATION = { Ref: 'Authorization' };
    },
    'COGNITO and JWT have the same authorizer, and functions do not distinguish them',
  ],
  'load-data cannot find the new warehouse': [
    change(({ Outputs }) => void delete Outputs.WarehouseNamespaceName),
    outputs,
  ],
  'push-image cannot find the build project': [change(({ Outputs }) => void delete Outputs.BuildProject), outputs],
  'doctor cannot find the task definition': [change(({ Outputs }) => void delete Outputs.TaskFamily), outputs],
  'the bus is not among the outputs': [
    change(({ Outputs }) => void delete Outputs.BusName),
    'API, bus, table and bucket are outputs, and every output has a description',
  ],
};
