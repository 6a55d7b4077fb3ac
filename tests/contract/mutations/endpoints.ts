import { drop, type Mutations, put } from './edit';

const actions = 'through an endpoint tasks do what they need, and nothing else';
const named = 'the network has just the endpoints that are named, S3’s in its routes';

const statement = (endpoint: string) => `${endpoint}.Properties.PolicyDocument.Statement.0`;

/** Mutations of a new network's endpoints. */
export const ofEndpoints: Mutations = {
  'an endpoint opens to every action': [put(`${statement('EventsEndpoint')}.Action`, '*', 'network'), actions],
  'an endpoint opens to every action of its service': [
    put(`${statement('S3Endpoint')}.Action`, ['s3:*'], 'network'),
    actions,
  ],
  'the endpoint of image layers opens to writing': [
    put('S3Endpoint.Properties.PolicyDocument.Statement.1.Action', ['s3:GetObject', 's3:PutObject'], 'network'),
    actions,
  ],
  'results cannot be fetched through the endpoint': [
    drop(`${statement('RedshiftDataEndpoint')}.Action.3`, 'network'),
    actions,
  ],
  'the secret cannot be read in the network': [drop('SecretsEndpoint', 'network'), named],
  'objects go another way than the endpoint': [drop('S3Endpoint.Properties.RouteTableIds', 'network'), named],
  'an endpoint has names of its own only': [
    put('LogsEndpoint.Properties.PrivateDnsEnabled', false, 'network'),
    'services are called by their usual names',
  ],
};
