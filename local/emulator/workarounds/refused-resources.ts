import type { Resource, Template } from '../template';

/** Types that CreateStack refuses. None of them takes part in a job. */
const refused = [
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

/** Alarms over more than one metric are refused as well; there are no metrics that any alarm could watch. */
const isRefused = ({ Type, Properties }: Resource): boolean =>
  refused.some((type) => Type.startsWith(type)) ||
  (Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined);

/** The emulator refuses a whole stack for one type it does not know: these stand behind a condition that is false. */
export function refusedResources(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (!isRefused(resource)) continue;
    resource.Condition = 'NeverOnTheEmulator';
    template.Conditions = { ...template.Conditions, NeverOnTheEmulator: { 'Fn::Equals': ['emulator', 'aws'] } };
  }
}
