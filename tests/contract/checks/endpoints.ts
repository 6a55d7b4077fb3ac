import { actionsIn } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Services that have an endpoint → what may be done through it, statement by statement. */
const endpoints: Readonly<Record<string, readonly (readonly string[])[]>> = {
  s3: [['s3:GetObject', 's3:ListBucket', 's3:PutObject'], ['s3:GetObject']],
  'ecr.api': [[...PULL, 'ecr:GetAuthorizationToken']],
  'ecr.dkr': [PULL],
  logs: [['logs:CreateLogStream', 'logs:PutLogEvents']],
  events: [['events:PutEvents']],
  secretsmanager: [['secretsmanager:GetSecretValue']],
  'redshift-data': [
    [
      'redshift-data:CancelStatement',
      'redshift-data:DescribeStatement',
      'redshift-data:ExecuteStatement',
      'redshift-data:GetStatementResult',
    ],
  ],
};

const found = (network: Template) =>
  network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => {
    const service = String(resolved(Properties.ServiceName)).replace('com.amazonaws.us-east-1.', '');
    return [service, Properties] as const;
  });

export const endpointsOfNetwork: Checks = {
  'the network has just the endpoints that are named, S3’s in its routes': ({ network }) => {
    expect(
      found(network)
        .map(([service]) => service)
        .sort(),
    ).toEqual(Object.keys(endpoints).sort());
    const gateways = found(network).filter(([, { VpcEndpointType }]) => VpcEndpointType === 'Gateway');
    expect(gateways.map(([service, { RouteTableIds }]) => [service, RouteTableIds])).toEqual([
      ['s3', [{ Ref: 'Routes' }]],
    ]);
  },

  'through an endpoint tasks do what they need, and nothing else': ({ network }) => {
    for (const [service, { PolicyDocument }] of found(network)) {
      const actions = PolicyDocument.Statement.map((statement) => actionsIn(statement).sort());
      expect([service, actions]).toEqual([service, endpoints[service]?.map((list) => list.toSorted())]);
    }
  },

  'services are called by their usual names': ({ network }) => {
    for (const [service, { VpcEndpointType, PrivateDnsEnabled }] of found(network)) {
      if (VpcEndpointType === 'Interface') expect([service, PrivateDnsEnabled]).toEqual([service, true]);
    }
  },
};
