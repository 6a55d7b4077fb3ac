import { drop, type Mutations, put } from './edit';

const actions = 'an endpoint allows exactly the actions that tasks need';
const check = 'the network has exactly the expected endpoints, with S3 in its route table';

const statement = (endpoint: string) => `${endpoint}.Properties.PolicyDocument.Statement.0`;

/** Mutations of the VPC endpoints. */
export const ofEndpoints: Mutations = {
  'an endpoint allows every action': [put(`${statement('EventsEndpoint')}.Action`, '*', 'network'), actions],
  'an endpoint allows every action of its service': [
    put(`${statement('S3Endpoint')}.Action`, ['s3:*'], 'network'),
    actions,
  ],
  'the endpoint allows writing image layers': [
    put('S3Endpoint.Properties.PolicyDocument.Statement.1.Action', ['s3:GetObject', 's3:PutObject'], 'network'),
    actions,
  ],
  'results cannot be fetched through the endpoint': [
    drop(`${statement('RedshiftDataEndpoint')}.Action.3`, 'network'),
    actions,
  ],
  'statements cannot be run in the network': [drop('RedshiftDataEndpoint', 'network'), check],
  'the S3 endpoint is not in the route table': [drop('S3Endpoint.Properties.RouteTableIds', 'network'), check],
  'an endpoint has no private DNS': [
    put('LogsEndpoint.Properties.PrivateDnsEnabled', false, 'network'),
    'interface endpoints have private DNS',
  ],
};
