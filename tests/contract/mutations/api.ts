import { drop, type Mutations, put } from './edit';

const invoked = 'functions are invoked by the routes of this API and by the clock of this stack only';
const routed = 'the routes of the API are those of its contract, each with its function';
const source = 'ReadJobsPermission.Properties.SourceArn';
const logged = 'each request to the API is a line in a log of its own: which, how it was answered, and why';

/** Mutations of the API and of what invokes functions. */
export const ofApi: Mutations = {
  'every API may invoke a function': [drop(source), invoked],
  'another API of the account may invoke a function': [
    put(source, { 'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:*/*/GET/jobs*` }),
    invoked,
  ],
  'another rule may invoke the sweep': [
    put('SweepJobsFunctionEveryMinutePermission.Properties.SourceArn', {
      'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/*`,
    }),
    invoked,
  ],
  'a function may be invoked in a second way': [
    put('OtherPermission', {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'ReadJobsFunction' },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/GET/jobs*`,
        },
      },
    }),
    invoked,
  ],
  'a route has another path': [put('PostCancelRoute.Properties.RouteKey', 'POST /jobs/{jobId}/stop'), routed],
  'a route invokes another function': [
    put('DeleteJobRoute.Properties.Target', { 'Fn::Sub': `integrations/\${CancelJobIntegration}` }),
    routed,
  ],
  'a route is open': [put('GetJobRoute.Properties.AuthorizationType', 'NONE'), 'every route of the API asks who calls'],
  'a route knows no tokens': [drop('DeleteJobRoute.Properties.AuthorizerId'), 'every route of the API asks who calls'],
  'the API takes whatever comes': [
    drop('ApiStage.Properties.DefaultRouteSettings'),
    'the API takes so many requests a second, and no more',
  ],
  'the API takes a thousand requests a second': [
    put('ApiStage.Properties.DefaultRouteSettings.ThrottlingRateLimit', 1000),
    'the API takes so many requests a second, and no more',
  ],
  'requests are not logged': [drop('ApiStage.Properties.AccessLogSettings'), logged],
  'requests are logged without their status': [
    put('ApiStage.Properties.AccessLogSettings.Format', (old: string) => old.replace('$context.status', '')),
    logged,
  ],
  'requests are logged among others': [
    put('ApiStage.Properties.AccessLogSettings.DestinationArn', { 'Fn::GetAtt': ['FunctionLogGroup', 'Arn'] }),
    logged,
  ],
};
