import { resourcesIn } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const endpointsOf = (network: Template) => network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties);

/** Types of what leads out of a network. */
const ways = ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway'];

export const stacks: Checks = {
  'each stack is made only when nothing is given in its place': ({ app }) => {
    const conditions = app.of('AWS::CloudFormation::Stack').map(([id, { Condition }]) => [id, Condition]);
    expect(conditions).toEqual([
      ['Network', 'NewNetwork'],
      ['Warehouse', 'NewWarehouse'],
      ['Delivery', 'NewDelivery'],
    ]);
  },

  'each stack gets parameters that it has, and all that it needs': ({ app, network, warehouse, delivery }) => {
    for (const [id, template] of Object.entries({ Network: network, Warehouse: warehouse, Delivery: delivery })) {
      const given = Object.keys(app.get(id, 'AWS::CloudFormation::Stack').Parameters);
      const parameters = Object.entries(template.parameters);
      const needed = parameters.filter(([, { Default }]) => Default === undefined).map(([name]) => name);
      expect(parameters.map(([name]) => name)).toEqual(expect.arrayContaining(given));
      expect(given).toEqual(expect.arrayContaining(needed));
    }
  },

  'the application reads outputs that the stacks have': ({ app, network, warehouse, delivery }) => {
    const templates: Record<string, Template> = { Network: network, Warehouse: warehouse, Delivery: delivery };
    const read = [...JSON.stringify(app).matchAll(/\b(Network|Warehouse|Delivery)(?:",")?\.?Outputs\.(\w+)/g)];
    expect(read.length).toBeGreaterThan(10);
    for (const [, stack = '', output = ''] of read)
      expect(Object.keys(templates[stack]?.outputs ?? {})).toContain(output);
  },

  'the network has no way to the internet': ({ network }) => {
    expect(network.types.filter((type) => ways.includes(type))).toEqual([]);
  },

  'names can be asked for of AWS only': ({ network }) => {
    const { FirewallRules } = network.get('NameRules', 'AWS::Route53Resolver::FirewallRuleGroup');
    expect(FirewallRules.map(({ Action }) => Action)).toEqual(['ALLOW', 'BLOCK']);
    const { Domains } = network.get('AllowedNames', 'AWS::Route53Resolver::FirewallDomainList');
    expect(Domains).toEqual(['*.amazonaws.com', '*.internal']);
  },

  'endpoints are for the roles of the task only, and S3 for image layers too': ({ network }) => {
    for (const { PolicyDocument } of endpointsOf(network)) {
      for (const statement of PolicyDocument.Statement) {
        const role = statement.Condition?.ArnEquals?.['aws:PrincipalArn'];
        const isLayers = JSON.stringify(statement.Resource).includes('starport-layer-bucket');
        expect([statement.Action, isLayers || role !== undefined]).toEqual([statement.Action, true]);
      }
    }
  },

  'the S3 endpoint opens to the system’s bucket and to image layers': ({ network }) => {
    const s3 = endpointsOf(network).find(({ ServiceName }) => String(resolved(ServiceName)).endsWith('.s3'));
    const resources = s3?.PolicyDocument.Statement.flatMap(resourcesIn).map((resource) => resolved(resource));
    expect(resources).toEqual([
      'arn:aws:s3:::<BucketName>',
      'arn:aws:s3:::<BucketName>/*',
      'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
    ]);
  },

  'nothing can connect to the warehouse': ({ warehouse }) => {
    expect(warehouse.get('SecurityGroup', 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toBeUndefined();
    expect(warehouse.get('Workgroup', 'AWS::RedshiftServerless::Workgroup').PubliclyAccessible).toBe(false);
  },
};
