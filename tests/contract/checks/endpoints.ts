import { actionsIn } from '../policy';
import { resolved, type Template } from '../template';
import type { Checks } from './check';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Service → the actions that each statement of its endpoint policy allows. */
const endpoints: Readonly<Record<string, readonly (readonly string[])[]>> = {
  s3: [['s3:GetObject', 's3:ListBucket', 's3:PutObject'], ['s3:GetObject']],
  'ecr.api': [[...PULL, 'ecr:GetAuthorizationToken']],
  'ecr.dkr': [PULL],
  logs: [['logs:CreateLogStream', 'logs:PutLogEvents']],
  events: [['events:PutEvents']],
  'redshift-data': [
    [
      'redshift-data:CancelStatement',
      'redshift-data:DescribeStatement',
      'redshift-data:ExecuteStatement',
      'redshift-data:GetStatementResult',
    ],
  ],
};

const endpointsOf = (network: Template) =>
  network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => {
    const service = String(resolved(Properties.ServiceName)).replace('com.amazonaws.us-east-1.', '');
    return [service, Properties] as const;
  });

export const endpointsOfNetwork: Checks = {
  'the network has exactly the expected endpoints, with S3 in its route table': ({ network }) => {
    expect(
      endpointsOf(network)
        .map(([service]) => service)
        .sort(),
    ).toEqual(Object.keys(endpoints).sort());
    const gateways = endpointsOf(network).filter(([, { VpcEndpointType }]) => VpcEndpointType === 'Gateway');
    expect(gateways.map(([service, { RouteTableIds }]) => [service, RouteTableIds])).toEqual([
      ['s3', [{ Ref: 'Routes' }]],
    ]);
  },

  'an endpoint allows exactly the actions that tasks need': ({ network }) => {
    for (const [service, { PolicyDocument }] of endpointsOf(network)) {
      const actions = PolicyDocument.Statement.map((statement) => actionsIn(statement).sort());
      expect([service, actions]).toEqual([service, endpoints[service]?.map((list) => list.toSorted())]);
    }
  },

  'interface endpoints have private DNS': ({ network }) => {
    for (const [service, { VpcEndpointType, PrivateDnsEnabled }] of endpointsOf(network)) {
      if (VpcEndpointType === 'Interface') expect([service, PrivateDnsEnabled]).toEqual([service, true]);
    }
  },
};
