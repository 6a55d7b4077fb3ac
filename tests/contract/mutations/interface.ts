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

const outputs = 'commands and scripts read outputs that the stack has';

/** Mutations of what somebody meets who deploys. */
export const ofInterface: Mutations = {
  'a parameter is in no group': [
    change(({ Metadata }) => void Metadata['AWS::CloudFormation::Interface'].ParameterGroups[0]?.Parameters.pop()),
    'each parameter is asked for in one group, and each group has a label',
  ],
  'a parameter says nothing of itself': [
    change(({ Parameters }) => void delete Parameters.ModelId?.Description),
    'each parameter says what it is for',
  ],
  'a parameter has to be answered': [
    change(({ Parameters }) => void delete Parameters.VpcId?.Default),
    'nothing has to be answered to deploy',
  ],
  'tokens of no audience are taken': [
    change(({ Rules }) => void Rules.JwtNeedsAnIssuer?.Assertions.pop()),
    'tokens need an issuer and an audience',
  ],
  'load-data does not know the new warehouse': [
    change(({ Outputs }) => void delete Outputs.WarehouseNamespaceName),
    outputs,
  ],
  'push-image does not know what to build with': [change(({ Outputs }) => void delete Outputs.BuildProject), outputs],
  'the doctor does not know the task': [change(({ Outputs }) => void delete Outputs.TaskFamily), outputs],
  'the bus is not among the outputs': [
    change(({ Outputs }) => void delete Outputs.BusName),
    'the outputs name the API, the bus, the table and the bucket, and say what they are',
  ],
};
