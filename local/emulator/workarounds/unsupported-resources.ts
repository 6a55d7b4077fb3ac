import type { Resource, Template } from '../template';

/** Types that the emulator's CreateStack rejects. No job depends on them. */
const UNSUPPORTED = [
  'AWS::Budgets::',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CodeConnections::',
  'AWS::CodePipeline::',
  'AWS::EC2::EIP',
  'AWS::EC2::FlowLog',
  'AWS::EC2::NatGateway',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::Events::ApiDestination',
  'AWS::Events::Archive',
  'AWS::Events::Connection',
  'AWS::Logs::Delivery',
  'AWS::Logs::QueryDefinition',
  'AWS::RedshiftServerless::',
];

/** Alarms on metric expressions are unsupported as well. The emulator has no metrics for alarms anyway. */
const isUnsupported = ({ Type, Properties }: Resource): boolean =>
  UNSUPPORTED.some((type) => Type.startsWith(type)) ||
  (Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined);

/** Gives unsupported resources a condition that is false: a single one would make the emulator reject the whole stack. */
export function unsupportedResources(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (!isUnsupported(resource)) continue;
    resource.Condition = 'NeverOnTheEmulator';
    template.Conditions = { ...template.Conditions, NeverOnTheEmulator: { 'Fn::Equals': ['emulator', 'aws'] } };
  }
}
