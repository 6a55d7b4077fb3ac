import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../local/paths';
import { resourcesIn } from './policy';
import { resolved, Template } from './template';

const template = new Template();
const network = new Template('stacks/network.yaml');
const delivery = new Template('stacks/delivery.yaml');
const endpoints = network.of('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties);
const services = endpoints.map(({ ServiceName }) =>
  String(resolved(ServiceName)).replace('com.amazonaws.us-east-1.', ''),
);

describe('stacks', () => {
  it('each is made only when nothing is given in its place', () => {
    const conditions = template.of('AWS::CloudFormation::Stack').map(([id, { Condition }]) => [id, Condition]);
    expect(conditions).toEqual([
      ['Network', 'NewNetwork'],
      ['Warehouse', 'NewWarehouse'],
      ['Delivery', 'NewDelivery'],
    ]);
  });
});

describe('network', () => {
  it('has no way to the internet', () => {
    const text = JSON.stringify(network);
    for (const way of ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway']) {
      expect(text).not.toContain(way);
    }
  });

  it('its endpoints are for the roles of the task only, and S3 for image layers too', () => {
    for (const { PolicyDocument } of endpoints) {
      for (const statement of PolicyDocument.Statement) {
        const role = statement.Condition?.ArnEquals?.['aws:PrincipalArn'];
        const isLayers = JSON.stringify(statement.Resource).includes('starport-layer-bucket');
        expect([statement.Action, isLayers || role !== undefined]).toEqual([statement.Action, true]);
      }
    }
  });

  it('S3 opens to the system’s bucket and to image layers', () => {
    const s3 = endpoints[services.indexOf('s3')];
    const resources = s3?.PolicyDocument.Statement.flatMap(resourcesIn).map((resource) => resolved(resource));
    expect(resources).toEqual([
      'arn:aws:s3:::<BucketName>',
      'arn:aws:s3:::<BucketName>/*',
      'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
    ]);
  });
});

describe('delivery', () => {
  it('keeps the image of a commit as it is', () => {
    expect(delivery.get('Repository', 'AWS::ECR::Repository')).toMatchObject({
      ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
  });

  it('builds where the tasks run: on ARM', () => {
    for (const [, { Properties }] of delivery.of('AWS::CodeBuild::Project')) {
      expect(Properties.Environment).toMatchObject({ Type: 'ARM_CONTAINER' });
      expect(Properties.Source.BuildSpec).toBe('stacks/buildspec.yaml');
    }
  });

  it('its bucket is closed', () => {
    expect(delivery.get('ArtifactBucket', 'AWS::S3::Bucket').PublicAccessBlockConfiguration).toMatchObject({
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  it('a new revision differs in its image only', () => {
    const registered = {
      family: 'code-interpreter-executor',
      taskRoleArn: 'arn:aws:iam::111122223333:role/task',
      containerDefinitions: [{ name: 'executor', image: 'repository:current', readonlyRootFilesystem: true }],
      cpu: '1024',
      memory: '2048',
    };
    const described = {
      ...registered,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/code-interpreter-executor:7',
      revision: 7,
      status: 'ACTIVE',
      requiresAttributes: [],
      compatibilities: ['FARGATE'],
      registeredAt: '2026-11-22T00:00:00Z',
      registeredBy: 'arn:aws:iam::111122223333:role/cloudformation',
    };
    const input = JSON.stringify(described);
    const next = execFileSync(process.execPath, [join(root, 'stacks/next-revision.mjs'), 'repository@sha256:1'], {
      input,
    });
    const [container] = registered.containerDefinitions;
    expect(JSON.parse(next.toString())).toEqual({
      ...registered,
      containerDefinitions: [{ ...container, image: 'repository@sha256:1' }],
    });
  });
});
