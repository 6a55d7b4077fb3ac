import { operations, routeKeyOf, routeOf } from '../../../events/http/routes';
import { titleOf } from '../function-sources';
import { resolved, target } from '../template';
import type { Checks } from './check';

const EXECUTE = 'arn:aws:execute-api:us-east-1:111122223333:<Api>/*';

/** Function → principal and source that may invoke it. */
const invokers: Readonly<Record<string, readonly [string, string]>> = {
  SubmitPromptFunction: ['apigateway.amazonaws.com', `${EXECUTE}/POST/prompt`],
  CancelJobFunction: ['apigateway.amazonaws.com', `${EXECUTE}/POST/jobs/{jobId}/cancel`],
  EraseJobFunction: ['apigateway.amazonaws.com', `${EXECUTE}/DELETE/jobs/{jobId}`],
  ReadJobsFunction: ['apigateway.amazonaws.com', `${EXECUTE}/GET/jobs*`],
  DescribeApiFunction: ['apigateway.amazonaws.com', `${EXECUTE}/GET/openapi.json`],
  GiveFeedbackFunction: ['apigateway.amazonaws.com', `${EXECUTE}/PUT/jobs/{jobId}/feedback`],
  ShareJobFunction: ['apigateway.amazonaws.com', `${EXECUTE}/PUT/jobs/{jobId}/sharing`],
  ListTablesFunction: ['apigateway.amazonaws.com', `${EXECUTE}/GET/tables`],
  ServePageFunction: ['apigateway.amazonaws.com', `${EXECUTE}/GET/*`],
  SweepJobsFunction: ['events.amazonaws.com', '<SweepJobsFunctionEveryMinute.Arn>'],
  KeepStandbyFunction: ['events.amazonaws.com', '<KeepStandbyFunctionEveryMinute.Arn>'],
};

/** Of functions that have one source already. */
const moreInvokers: readonly (readonly [string, readonly [string, string]])[] = [
  ['SubmitPromptFunction', ['apigateway.amazonaws.com', `${EXECUTE}/POST/jobs/{jobId}/rerun`]],
];

const functionOf = (operation: (typeof operations)[number]) => `${titleOf(routeOf(operation).function)}Function`;

export const api: Checks = {
  'questions, reruns and the page, which anyone may get, are throttled separately from reads, and lower': ({ app }) => {
    const [, stage] = app.of('AWS::ApiGatewayV2::Stage')[0] ?? [];
    const { DefaultRouteSettings, RouteSettings = {} } = stage?.Properties ?? {};
    const separate = operations.filter(
      (operation) => routeOf(operation).function === 'submit-prompt' || routeOf(operation).public,
    );
    expect(Object.keys(RouteSettings).sort()).toEqual(separate.map(routeKeyOf).sort());
    const reads = DefaultRouteSettings?.ThrottlingRateLimit ?? 0;
    for (const { ThrottlingRateLimit } of Object.values(RouteSettings))
      expect(ThrottlingRateLimit).toBeLessThan(reads / 2);
    // API Gateway refuses settings of a route that does not exist yet.
    const routes = app.of('AWS::ApiGatewayV2::Route');
    const throttled = routes.filter(([, { Properties }]) => Properties.RouteKey in RouteSettings).map(([id]) => id);
    expect([stage?.DependsOn].flat().sort()).toEqual(throttled.sort());
  },

  'functions that a caller waits for start with 1,024 MB': ({ app }) => {
    for (const functionName of new Set(operations.map((operation) => routeOf(operation).function)))
      expect([functionName, app.get(`${titleOf(functionName)}Function`, 'AWS::Lambda::Function').MemorySize]).toEqual([
        functionName,
        1024,
      ]);
  },

  'only routes of this API and the schedules of this stack invoke functions': ({ app }) => {
    const actual = app.of('AWS::Lambda::Permission').map(([, { Properties }]) => {
      const { FunctionName, Principal, SourceArn } = Properties;
      return [target(FunctionName), [Principal, resolved(SourceArn)]];
    });
    expect(actual.sort()).toEqual([...Object.entries(invokers), ...moreInvokers].sort());
  },

  'the routes of the API are those of its contract, each with its function': ({ app }) => {
    const deployed = app.of('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
      const { RouteKey, Target } = Properties;
      const [, integration = ''] = /^integrations\/<(\w+)>$/.exec(String(resolved(Target))) ?? [];
      return [RouteKey, target(app.get(integration, 'AWS::ApiGatewayV2::Integration').IntegrationUri)];
    });
    const routes = operations.map((operation) => [routeKeyOf(operation), functionOf(operation)]);
    expect(deployed.sort()).toEqual(routes.sort());
  },

  'only the page is open to anyone': ({ app }) => {
    const open = app
      .of('AWS::ApiGatewayV2::Route')
      .filter(([, { Properties }]) => Properties.AuthorizationType === 'NONE')
      .map(([, { Properties }]) => Properties.RouteKey);
    expect(open.sort()).toEqual(['GET /', 'GET /assets/{name+}', 'GET /page-config.json']);
    expect(
      operations
        .filter((operation) => routeOf(operation).public)
        .map(routeKeyOf)
        .sort(),
    ).toEqual(open.sort());
  },

  'every other route of the API has an authorizer': ({ app }) => {
    for (const [id, { Properties }] of app.of('AWS::ApiGatewayV2::Route')) {
      if (Properties.AuthorizationType === 'NONE') continue;
      expect([id, Properties.AuthorizationType, Properties.AuthorizerId]).toEqual([
        id,
        { 'Fn::FindInMap': ['RouteAuthorization', { Ref: 'Authorization' }, 'Type'] },
        { 'Fn::If': ['IsJwt', { Ref: 'JwtAuthorizer' }, { Ref: 'AWS::NoValue' }] },
      ]);
    }
  },

  'the API throttles requests': ({ app }) => {
    const { DefaultRouteSettings } = app.get('ApiStage', 'AWS::ApiGatewayV2::Stage');
    expect(DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100 });
  },

  'the access log of the API has request, status and error': ({ app }) => {
    const { DestinationArn, Format } = app.get('ApiStage', 'AWS::ApiGatewayV2::Stage').AccessLogSettings;
    expect(DestinationArn).toEqual({ 'Fn::GetAtt': ['ApiLogGroup', 'Arn'] });
    expect(JSON.parse(Format)).toMatchObject({
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      error: '$context.error.message',
    });
  },
};
