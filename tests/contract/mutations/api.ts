import { drop, type Mutations, put } from './edit';

const invoked = 'only routes of this API and the schedules of this stack invoke functions';
const routed = 'the routes of the API are those of its contract, each with its function';
const source = 'ReadJobsPermission.Properties.SourceArn';
const logged = 'the access log of the API has request, status and error';

/** Mutations of the API and of invocation permissions. */
export const ofApi: Mutations = {
  'any API may invoke a function': [drop(source), invoked],
  'another API of the account may invoke a function': [
    put(source, { 'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:*/*/GET/jobs*` }),
    invoked,
  ],
  'any rule may invoke the sweep': [
    put('SweepJobsFunctionEveryMinutePermission.Properties.SourceArn', {
      'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/*`,
    }),
    invoked,
  ],
  'a function has a second invocation permission': [
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
  'a route is open': [put('GetJobRoute.Properties.AuthorizationType', 'NONE'), 'only the page is open to anyone'],
  'a route has no JWT authorizer': [
    drop('DeleteJobRoute.Properties.AuthorizerId'),
    'every other route of the API has an authorizer',
  ],
  'questions are throttled like reads': [
    drop('ApiStage.Properties.RouteSettings'),
    'questions, reruns and the page, which anyone may get, are throttled separately from reads, and lower',
  ],
  'anyone may get the page as often as callers read jobs': [
    put('ApiStage.Properties.RouteSettings.GET /.ThrottlingRateLimit', 100),
    'questions, reruns and the page, which anyone may get, are throttled separately from reads, and lower',
  ],
  'the page needs a token': [
    put('GetPageRoute.Properties.AuthorizationType', 'JWT'),
    'only the page is open to anyone',
  ],
  'the stage is created before the route that it throttles': [
    drop('ApiStage.DependsOn'),
    'questions, reruns and the page, which anyone may get, are throttled separately from reads, and lower',
  ],
  'a function of the API starts slowly': [
    put('ReadJobsFunction.Properties.MemorySize', 512),
    'functions that a caller waits for start with 1,024 MB',
  ],
  'the API has no throttling': [drop('ApiStage.Properties.DefaultRouteSettings'), 'the API throttles requests'],
  'the API allows a thousand requests per second': [
    put('ApiStage.Properties.DefaultRouteSettings.ThrottlingRateLimit', 1000),
    'the API throttles requests',
  ],
  'requests are not logged': [drop('ApiStage.Properties.AccessLogSettings'), logged],
  'requests are logged without their status': [
    put('ApiStage.Properties.AccessLogSettings.Format', (old: string) => old.replace('$context.status', '')),
    logged,
  ],
  'requests are logged to the log group of the functions': [
    put('ApiStage.Properties.AccessLogSettings.DestinationArn', { 'Fn::GetAtt': ['FunctionLogGroup', 'Arn'] }),
    logged,
  ],
};
