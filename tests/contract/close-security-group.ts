import { execFileSync } from 'node:child_process';

/** Runs the custom resource's code with stand-ins for its two modules and prints what it did. */
const HARNESS = `
import json, sys, types
calls, sent = [], []
class Ec2:
    def describe_security_group_rules(self, Filters):
        calls.append('DescribeSecurityGroupRules')
        return {'SecurityGroupRules': [{'SecurityGroupRuleId': 'in', 'IsEgress': False},
                                       {'SecurityGroupRuleId': 'out', 'IsEgress': True}]}
    def revoke_security_group_ingress(self, GroupId, SecurityGroupRuleIds):
        calls.append('RevokeSecurityGroupIngress ' + ','.join(SecurityGroupRuleIds))
    def revoke_security_group_egress(self, GroupId, SecurityGroupRuleIds):
        calls.append('RevokeSecurityGroupEgress ' + ','.join(SecurityGroupRuleIds))
boto3 = types.ModuleType('boto3')
boto3.client = lambda name: Ec2()
response = types.ModuleType('cfnresponse')
response.SUCCESS, response.FAILED = 'SUCCESS', 'FAILED'
response.send = lambda event, context, status, data, physical_id, reason=None: sent.append(status)
sys.modules.update(boto3=boto3, cfnresponse=response)
scope = {}
exec(sys.stdin.read(), scope)
scope['handler']({'RequestType': 'Create', 'ResourceProperties': {'GroupId': 'sg-1'}}, None)
print(json.dumps({'calls': calls, 'status': sent[0]}))
`;

/** The EC2 calls of the code for a security group with one rule in each direction, and the status that it reports. */
export function closedSecurityGroup(code: string): { readonly calls: string[]; readonly status: string } {
  const output = execFileSync('python3', ['-c', HARNESS], { input: code, encoding: 'utf8' });
  return JSON.parse(output) as { calls: string[]; status: string };
}
