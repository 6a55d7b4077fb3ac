import type { Statement } from './policy';
import type { AlarmMetric, BudgetNotification, Container, MetricDimension, Principal, Trust } from './resource-parts';

interface Throttle {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

/** The resource properties that tests read. Values may be intrinsic functions. */
export interface PropertiesOf {
  'AWS::ApiGatewayV2::Integration': { readonly IntegrationUri: unknown };
  'AWS::ApiGatewayV2::Route': {
    readonly RouteKey: string;
    readonly Target: unknown;
    readonly AuthorizationType: unknown;
    readonly AuthorizerId: unknown;
  };
  'AWS::ApiGatewayV2::Stage': {
    readonly DefaultRouteSettings: Throttle;
    readonly RouteSettings?: Readonly<Record<string, Throttle>>;
    readonly AccessLogSettings: { readonly DestinationArn: unknown; readonly Format: string };
  };
  'AWS::ApiGatewayV2::Authorizer': {
    readonly IdentitySource: readonly string[];
    readonly JwtConfiguration: { readonly Issuer: unknown; readonly Audience: unknown };
  };
  'AWS::Cognito::UserPool': Readonly<Record<string, unknown>>;
  'AWS::Cognito::UserPoolClient': Readonly<Record<string, unknown>> & { readonly AccessTokenValidity: number };
  'AWS::Cognito::UserPoolDomain': Readonly<Record<string, unknown>>;
  'AWS::Cognito::ManagedLoginBranding': Readonly<Record<string, unknown>>;
  'AWS::Budgets::Budget': {
    readonly Budget: object;
    readonly NotificationsWithSubscribers: {
      readonly 'Fn::If': readonly [string, readonly BudgetNotification[], object];
    };
  };
  'AWS::CloudWatch::Alarm': {
    readonly AlarmDescription: string;
    readonly Threshold: number;
    readonly ComparisonOperator: string;
    readonly Namespace?: unknown;
    readonly MetricName?: string;
    readonly Dimensions?: readonly MetricDimension[];
    readonly Metrics?: readonly AlarmMetric[];
    readonly AlarmActions: unknown;
  };
  'AWS::CloudWatch::Dashboard': {
    readonly DashboardName: unknown;
    readonly DashboardBody: { readonly 'Fn::Sub': unknown };
  };
  'AWS::ECS::Cluster': Readonly<Record<string, unknown>>;
  'AWS::Events::EventBus': Readonly<Record<string, unknown>>;
  'AWS::RedshiftServerless::Namespace': Readonly<Record<string, unknown>>;
  'AWS::DynamoDB::Table': Readonly<Record<string, unknown>>;
  'AWS::EC2::SecurityGroup': {
    readonly SecurityGroupIngress?: readonly object[];
    readonly SecurityGroupEgress: readonly object[];
  };
  'AWS::EC2::SecurityGroupIngress': Readonly<Record<string, unknown>>;
  'AWS::EC2::FlowLog': Readonly<Record<string, unknown>>;
  'AWS::EC2::Subnet': { readonly AvailabilityZoneId: unknown };
  'AWS::ECS::TaskDefinition': {
    readonly RequiresCompatibilities: readonly string[];
    readonly NetworkMode: string;
    readonly RuntimePlatform: { readonly CpuArchitecture: string };
    readonly ContainerDefinitions: readonly [Container];
  };
  'AWS::Events::Rule': {
    readonly EventBusName?: unknown;
    readonly EventPattern?: { readonly source: readonly string[] };
    readonly ScheduleExpression?: string;
    readonly Targets: readonly [
      { readonly Arn: unknown; readonly DeadLetterConfig?: { readonly Arn: unknown }; readonly RetryPolicy?: object },
    ];
  };
  'AWS::CloudFormation::CustomResource': Readonly<Record<string, unknown>>;
  'AWS::CloudFormation::Stack': {
    readonly TemplateURL: string;
    readonly Parameters: Readonly<Record<string, unknown>>;
  };
  'AWS::CodeBuild::Project': { readonly Source: { readonly BuildSpec: string }; readonly Environment: object };
  'AWS::CodePipeline::Pipeline': Readonly<Record<string, unknown>>;
  'AWS::EC2::VPCEndpoint': {
    readonly ServiceName: unknown;
    readonly VpcEndpointType: 'Gateway' | 'Interface';
    readonly PrivateDnsEnabled?: boolean;
    readonly RouteTableIds?: readonly unknown[];
    readonly SubnetIds?: unknown;
    readonly SecurityGroupIds?: readonly unknown[];
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  };
  'AWS::ECR::Repository': Readonly<Record<string, unknown>> & {
    readonly LifecyclePolicy: { readonly LifecyclePolicyText: string };
  };
  'AWS::IAM::Policy': {
    readonly Roles: readonly unknown[];
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  };
  'AWS::IAM::Role': {
    readonly AssumeRolePolicyDocument: { readonly Statement: readonly [Trust] };
    readonly ManagedPolicyArns?: readonly unknown[];
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
  'AWS::Lambda::EventSourceMapping': {
    readonly EventSourceArn: unknown;
    readonly StartingPosition?: string;
    readonly FunctionName: unknown;
    readonly FunctionResponseTypes?: readonly string[];
    readonly MaximumRetryAttempts?: number;
    readonly ScalingConfig?: { readonly MaximumConcurrency: number };
    readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] };
    readonly DestinationConfig?: { readonly OnFailure: { readonly Destination: unknown } };
  };
  'AWS::Lambda::Function': {
    readonly Code: { readonly S3Key: string; readonly ZipFile?: string };
    readonly Handler: string;
    readonly Runtime: string;
    readonly Architectures: readonly string[];
    readonly Timeout: number;
    readonly MemorySize?: number;
    readonly ReservedConcurrentExecutions?: number;
    readonly Role: unknown;
    readonly LoggingConfig: { readonly LogGroup: unknown; readonly LogFormat: unknown };
    readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  };
  'AWS::Lambda::Permission': {
    readonly FunctionName: unknown;
    readonly Principal: string;
    readonly SourceArn?: unknown;
  };
  'AWS::Logs::Delivery': { readonly DeliverySourceName: unknown; readonly DeliveryDestinationArn: unknown };
  'AWS::Logs::DeliveryDestination': { readonly DestinationResourceArn: unknown };
  'AWS::Logs::DeliverySource': { readonly ResourceArn: unknown; readonly LogType: string };
  'AWS::Logs::LogGroup': { readonly LogGroupName: unknown; readonly RetentionInDays?: unknown };
  'AWS::RedshiftServerless::Workgroup': {
    readonly PubliclyAccessible: boolean;
    readonly MaxCapacity?: unknown;
    readonly ConfigParameters: readonly object[];
  };
  'AWS::Route53Resolver::FirewallDomainList': { readonly Domains: readonly string[] };
  'AWS::Route53Resolver::FirewallRuleGroup': { readonly FirewallRules: readonly object[] };
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': Readonly<Record<string, unknown>>;
  'AWS::S3::Bucket': {
    readonly PublicAccessBlockConfiguration: object;
    readonly BucketEncryption: object;
    readonly LifecycleConfiguration: { readonly Rules: readonly object[] };
    readonly NotificationConfiguration: object;
    readonly CorsConfiguration: { readonly CorsRules: readonly object[] };
  };
  'AWS::S3::BucketPolicy': {
    readonly Bucket: unknown;
    readonly PolicyDocument: { readonly Statement: readonly object[] };
  };
  'AWS::SQS::Queue': {
    readonly SqsManagedSseEnabled?: boolean;
    readonly MessageRetentionPeriod?: number;
    readonly VisibilityTimeout?: number;
    readonly RedrivePolicy?: { readonly deadLetterTargetArn: unknown; readonly maxReceiveCount: number };
  };
  'AWS::SQS::QueuePolicy': {
    readonly Queues: readonly unknown[];
    readonly PolicyDocument: { readonly Statement: readonly (Statement & { readonly Principal: Principal })[] };
  };
  'AWS::SecretsManager::Secret': {
    readonly GenerateSecretString: { readonly PasswordLength: number; readonly ExcludeCharacters?: string };
  };
}

export type Type = keyof PropertiesOf;
