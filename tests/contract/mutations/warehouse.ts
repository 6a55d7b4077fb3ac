import { drop as dropOf, type Mutations, put as putOf } from './edit';

const drop = (path: string) => dropOf(path, 'warehouse');
const put = (path: string, value: unknown) => putOf(path, value, 'warehouse');

const limit = 'the warehouse has a daily usage limit, which a change of the parameter changes';

/** Mutations of the warehouse. */
export const ofWarehouse: Mutations = {
  'the warehouse accepts connections without TLS': [
    put('Workgroup.Properties.ConfigParameters.0.ParameterValue', 'false'),
    'the warehouse requires TLS and limits the duration of statements',
  ],
  'the duration of statements is not limited': [
    drop('Workgroup.Properties.ConfigParameters.1'),
    'the warehouse requires TLS and limits the duration of statements',
  ],
  'the warehouse is public': [
    put('Workgroup.Properties.PubliclyAccessible', true),
    'the warehouse accepts no connections',
  ],
  'the warehouse scales without a limit': [
    drop('Workgroup.Properties.MaxCapacity'),
    'the warehouse has a maximum capacity',
  ],
  'the usage limit is only logged': [
    put('SetUsageLimit.Properties.Code.ZipFile', (code: string) => code.replaceAll("'deactivate'", "'log'")),
    limit,
  ],
  'the usage limit is not set for the workgroup': [drop('UsageLimit.Properties.WorkgroupArn'), limit],
  'the usage limit cannot be changed': [
    drop('SetUsageLimitRole.Properties.Policies.0.PolicyDocument.Statement.0.Action.2'),
    limit,
  ],
  'the warehouse is deleted without a snapshot': [
    drop('Namespace.Properties.FinalSnapshotName'),
    'a final snapshot of the warehouse is taken, under a name of its stack',
  ],
};
