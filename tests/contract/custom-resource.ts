import { execFileSync } from 'node:child_process';

/** Runs the code of a custom resource with stand-ins for its two modules, and prints the SDK calls that it made. */
const HARNESS = `
import json, sys, types
request = json.load(sys.stdin)
calls, sent = [], []
class Client:
    def __getattr__(self, name):
        def call(**arguments):
            calls.append([name, arguments])
            return request['answers'].get(name, {})
        return call
boto3 = types.ModuleType('boto3')
boto3.client = lambda name: Client()
response = types.ModuleType('cfnresponse')
response.SUCCESS, response.FAILED = 'SUCCESS', 'FAILED'
response.send = lambda event, context, status, data, physical_id, reason=None: sent.append([status, reason])
sys.modules.update(boto3=boto3, cfnresponse=response)
scope = {}
exec(request['code'], scope)
scope['handler']({'RequestType': request['type'], 'ResourceProperties': request['properties']}, None)
print(json.dumps({'calls': calls, 'sent': sent}))
`;

export interface CustomResourceRun {
  /** Name of boto3's method and its arguments. */
  readonly calls: readonly (readonly [string, Readonly<Record<string, unknown>>])[];
  /** Status and reason of each response to CloudFormation. */
  readonly sent: readonly (readonly [string, string | null])[];
}

/** What the inline code of a custom resource does in a request. `answers` are those of boto3's methods. */
export function runCustomResource(
  code: string,
  type: 'Create' | 'Update' | 'Delete',
  properties: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, unknown>>,
): CustomResourceRun {
  const input = JSON.stringify({ code, type, properties, answers });
  return JSON.parse(execFileSync('python3', ['-c', HARNESS], { input, encoding: 'utf8' })) as CustomResourceRun;
}

/** The IAM action of a boto3 method: revoke_security_group_ingress → RevokeSecurityGroupIngress. */
export const actionOf = (method: string): string =>
  method.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
