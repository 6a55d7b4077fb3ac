import type { Template } from '../../../../local/emulator/template';
import { applyWorkarounds } from '../../../../local/emulator/workarounds';
import { localEndpoints } from '../../../../local/emulator/workarounds/local-endpoints';
import { plainHttp } from '../../../../local/emulator/workarounds/plain-http';
import { requestConditions } from '../../../../local/emulator/workarounds/request-conditions';
import { secretReferences } from '../../../../local/emulator/workarounds/secret-references';
import { taskRoleTrust } from '../../../../local/emulator/workarounds/task-role-trust';
import { unsupportedResources } from '../../../../local/emulator/workarounds/unsupported-resources';

const properties = (template: Template, id: string) => template.Resources[id]?.Properties;

const addresses = {
  emulatorUrl: 'http://127.0.0.1:8',
  endpointsUrl: 'http://127.0.0.1:9',
  apiUrl: 'http://127.0.0.1:10',
};

describe('workarounds for the emulator', () => {
  it('remove conditions on unsupported keys only', () => {
    const statement = (Condition?: object) => ({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      ...(Condition && { Condition }),
    });
    const template: Template = {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            Policies: [
              statement({ StringEquals: { 'events:source': 'a', 'events:detail-type': ['B'] } }),
              statement({ StringEquals: { 'events:source': 'a', 'aws:PrincipalArn': 'c' }, Bool: { d: 'true' } }),
            ],
          },
        },
      },
    };
    requestConditions(template);
    expect(properties(template, 'Role')?.Policies).toEqual([
      statement(),
      statement({ StringEquals: { 'aws:PrincipalArn': 'c' }, Bool: { d: 'true' } }),
    ]);
  });

  it('give unsupported resources a condition that is false', () => {
    const template: Template = { Resources: { A: { Type: 'AWS::Events::Archive' }, B: { Type: 'AWS::Events::Rule' } } };
    unsupportedResources(template);
    expect(template.Resources.A?.Condition).toBe('NeverOnTheEmulator');
    expect(template.Resources.B?.Condition).toBeUndefined();
    expect(template.Conditions).toHaveProperty('NeverOnTheEmulator');
  });

  it('also give it to alarms on metric expressions, and to no other alarms', () => {
    const Type = 'AWS::CloudWatch::Alarm';
    const template: Template = {
      Resources: { A: { Type, Properties: { Metrics: [] } }, B: { Type, Properties: { MetricName: 'Errors' } } },
    };
    unsupportedResources(template);
    expect(template.Resources.A?.Condition).toBe('NeverOnTheEmulator');
    expect(template.Resources.B?.Condition).toBeUndefined();
  });

  it('are applied to nested templates', () => {
    const nested: Template = { Resources: { A: { Type: 'AWS::Budgets::Budget' } } };
    applyWorkarounds({ template: { Resources: {} }, nested: { '0.json': nested }, functions: {} }, addresses);
    expect(nested.Resources.A?.Condition).toBe('NeverOnTheEmulator');
  });

  it('point the page to the emulator for artifacts', () => {
    const Variables = { RESULTS_URL: { 'Fn::Sub': 'https://s3.example/' } };
    const template: Template = {
      Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } } },
    };
    applyWorkarounds({ template, nested: {}, functions: {} }, addresses);
    expect(template.Resources.F?.Properties).toMatchObject({
      Environment: { Variables: { RESULTS_URL: { 'Fn::Sub': `http://127.0.0.1:8/\${Bucket}/` } } },
    });
  });

  it('add separate endpoint addresses to the variables of each function', () => {
    const template: Template = {
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: { Handler: 'x', Environment: { Variables: { A: { Ref: 'B' }, API_URL: 'https://api' } } },
        },
      },
    };
    localEndpoints(
      { template, nested: {}, functions: { F: 'launch-task' } },
      { endpointsUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:8' },
    );
    expect(properties(template, 'F')).toEqual({
      Handler: 'x',
      Environment: {
        Variables: {
          A: { Ref: 'B' },
          API_URL: 'http://127.0.0.1:8',
          AWS_ENDPOINT_URL_ECS: 'http://127.0.0.1:9/launch-task',
          AWS_ENDPOINT_URL_REDSHIFT_DATA: 'http://127.0.0.1:9/launch-task',
          AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:9/launch-task',
        },
      },
    });
  });

  it('refer to secrets by their ARN', () => {
    const template: Template = {
      Resources: {
        Secret: { Type: 'AWS::SecretsManager::Secret' },
        Table: { Type: 'AWS::DynamoDB::Table' },
        Role: { Type: 'AWS::IAM::Role', Properties: { a: [{ Ref: 'Secret' }, { Ref: 'Table' }] } },
      },
      Outputs: { Arn: { Value: { Ref: 'Secret' } } },
    };
    secretReferences(template);
    expect(properties(template, 'Role')).toEqual({ a: [{ 'Fn::GetAtt': ['Secret', 'Id'] }, { Ref: 'Table' }] });
    expect(template.Outputs?.Arn?.Value).toEqual({ 'Fn::GetAtt': ['Secret', 'Id'] });
  });

  it('remove only the statement of a bucket policy that denies plain HTTP', () => {
    const plain = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const other = { Effect: 'Deny', Action: 's3:DeleteBucket' };
    const policy = (...Statement: object[]) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: { PolicyDocument: { Statement } },
    });
    const template: Template = { Resources: { Both: policy(plain, other), One: policy(plain) } };
    plainHttp(template);
    expect(template.Resources).toEqual({ Both: policy(other) });
  });

  it("let the account's root user assume task roles, and no others", () => {
    const role = (Service: string) => ({
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service } }] } },
    });
    const template: Template = {
      Resources: { Task: role('ecs-tasks.amazonaws.com'), Function: role('lambda.amazonaws.com') },
    };
    taskRoleTrust(template);
    expect(template.Resources.Function).toEqual(role('lambda.amazonaws.com'));
    expect(JSON.stringify(template.Resources.Task)).toContain(':root');
  });
});
