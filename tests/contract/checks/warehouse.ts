import { actionOf, runCustomResource } from '../custom-resource';
import { actionsIn } from '../policy';
import { type Template, target } from '../template';
import type { Checks } from './check';

const workgroupOf = (warehouse: Template) => warehouse.get('Workgroup', 'AWS::RedshiftServerless::Workgroup');

/** Limits of the warehouse that the stack creates. */
export const warehouse: Checks = {
  'the warehouse requires TLS and limits the duration of statements': ({ warehouse }) => {
    expect(workgroupOf(warehouse).ConfigParameters).toEqual([
      { ParameterKey: 'require_ssl', ParameterValue: 'true' },
      { ParameterKey: 'max_query_execution_time', ParameterValue: { Ref: 'MaximumSeconds' } },
    ]);
  },

  'the warehouse accepts no connections': ({ warehouse }) => {
    expect(warehouse.get('SecurityGroup', 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toBeUndefined();
    expect(workgroupOf(warehouse).PubliclyAccessible).toBe(false);
  },

  'the warehouse has a maximum capacity': ({ app, warehouse }) => {
    expect(workgroupOf(warehouse).MaxCapacity).toEqual({ Ref: 'MaxCapacity' });
    const { Parameters } = app.get('Warehouse', 'AWS::CloudFormation::Stack');
    expect(Parameters.MaxCapacity).toEqual({ Ref: 'WarehouseMaxCapacity' });
  },

  'the warehouse has a daily usage limit, which a change of the parameter changes': ({ app, warehouse }) => {
    const { Parameters } = app.get('Warehouse', 'AWS::CloudFormation::Stack');
    expect(Parameters.DailyRpuHours).toEqual({ Ref: 'WarehouseDailyRpuHours' });
    const { ServiceToken, ...properties } = warehouse.get('UsageLimit', 'AWS::CloudFormation::CustomResource');
    expect(target(ServiceToken)).toBe('SetUsageLimit');
    expect(properties).toMatchObject({
      WorkgroupArn: { 'Fn::GetAtt': ['Workgroup', 'Workgroup.WorkgroupArn'] },
      DailyRpuHours: { Ref: 'DailyRpuHours' },
    });

    const { Code, Role } = warehouse.get('SetUsageLimit', 'AWS::Lambda::Function');
    const values = { WorkgroupArn: 'arn', DailyRpuHours: '64' };
    const run = (type: 'Create' | 'Update' | 'Delete', limits: readonly object[]) =>
      runCustomResource(Code.ZipFile ?? '', type, values, { list_usage_limits: { usageLimits: limits } });
    const created = run('Create', [{ usageLimitId: 'other', period: 'weekly' }]);
    const changed = run('Update', [{ usageLimitId: 'daily', period: 'daily' }]);
    expect(created.calls[1]).toEqual([
      'create_usage_limit',
      { resourceArn: 'arn', usageType: 'serverless-compute', amount: 64, period: 'daily', breachAction: 'deactivate' },
    ]);
    expect(changed.calls[1]).toEqual([
      'update_usage_limit',
      { usageLimitId: 'daily', amount: 64, breachAction: 'deactivate' },
    ]);
    expect(run('Delete', []).calls).toEqual([]);
    for (const { sent } of [created, changed]) expect(sent).toEqual([['SUCCESS', null]]);

    const calls = [...created.calls, ...changed.calls].map(([method]) => `redshift-serverless:${actionOf(method)}`);
    const statements = warehouse.get(target(Role), 'AWS::IAM::Role').Policies?.[0]?.PolicyDocument.Statement ?? [];
    expect(statements.flatMap(actionsIn).sort()).toEqual([...new Set(calls)].sort());
  },

  'a final snapshot of the warehouse is taken, under a name of its stack': ({ warehouse }) => {
    const namespace = warehouse.get('Namespace', 'AWS::RedshiftServerless::Namespace');
    expect(JSON.stringify(namespace.FinalSnapshotName)).toContain('"AWS::StackId"');
    expect(namespace.FinalSnapshotRetentionPeriod).toBeGreaterThanOrEqual(7);
  },
};
