import type { Template } from '../template';
import type { Checks, System } from './check';

/** The templates of the nested stacks, by the ids of these. */
const nested = ({ observability, network, warehouse, delivery }: System): Readonly<Record<string, Template>> => ({
  Observability: observability,
  Network: network,
  Warehouse: warehouse,
  Delivery: delivery,
});

export const stacks: Checks = {
  'each stack is made only when nothing is given in its place': ({ app }) => {
    const conditions = app.of('AWS::CloudFormation::Stack').map(([id, { Condition }]) => [id, Condition]);
    expect(conditions).toEqual([
      ['Observability', undefined],
      ['Network', 'NewNetwork'],
      ['Warehouse', 'NewWarehouse'],
      ['Delivery', 'NewDelivery'],
    ]);
  },

  'each stack gets parameters that it has, and all that it needs': (system) => {
    const { app } = system;
    for (const [id, template] of Object.entries(nested(system))) {
      const given = Object.keys(app.get(id, 'AWS::CloudFormation::Stack').Parameters);
      const parameters = Object.entries(template.parameters);
      const needed = parameters.filter(([, { Default }]) => Default === undefined).map(([name]) => name);
      expect(parameters.map(([name]) => name)).toEqual(expect.arrayContaining(given));
      expect(given).toEqual(expect.arrayContaining(needed));
    }
  },

  'the application reads outputs that the stacks have': (system) => {
    const { app } = system;
    const templates = nested(system);
    const read = [
      ...JSON.stringify(app).matchAll(/\b(Observability|Network|Warehouse|Delivery)(?:",")?\.?Outputs\.(\w+)/g),
    ];
    expect(read.length).toBeGreaterThan(10);
    for (const [, stack = '', output = ''] of read)
      expect(Object.keys(templates[stack]?.outputs ?? {})).toContain(output);
  },

  'the warehouse speaks TLS only, and stops statements that take too long': ({ warehouse }) => {
    const { ConfigParameters } = warehouse.get('Workgroup', 'AWS::RedshiftServerless::Workgroup');
    expect(ConfigParameters).toEqual([
      { ParameterKey: 'require_ssl', ParameterValue: 'true' },
      { ParameterKey: 'max_query_execution_time', ParameterValue: { Ref: 'MaximumSeconds' } },
    ]);
  },

  'nothing can connect to the warehouse': ({ warehouse }) => {
    expect(warehouse.get('SecurityGroup', 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toBeUndefined();
    expect(warehouse.get('Workgroup', 'AWS::RedshiftServerless::Workgroup').PubliclyAccessible).toBe(false);
  },
};
