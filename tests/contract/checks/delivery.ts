import { actionsIn, statementsOf } from '../policy';
import type { Checks } from './check';

/** How the image is built, and with which permissions. */
export const delivery: Checks = {
  'a build can read sources but not write them': ({ delivery }) => {
    const ofBuild = statementsOf(delivery, 'BuildRole').flatMap(actionsIn);
    expect(ofBuild.filter((action) => action.startsWith('s3:')).sort()).toEqual([
      's3:GetObject',
      's3:GetObjectVersion',
    ]);
    expect(ofBuild).not.toContain('kms:GenerateDataKey');
  },

  'a build cannot change what runs': ({ delivery }) => {
    const ofBuild = delivery
      .of('AWS::IAM::Role')
      .flatMap(([role]) => statementsOf(delivery, role))
      .flatMap(actionsIn);
    expect(ofBuild.filter((action) => /^(?:iam|ecs|lambda|cloudformation):/.test(action))).toEqual([]);
  },

  'tasks run the image of ImageTag, which is required': ({ app }) => {
    const [{ Image }] = app.get('ExecutorTaskDefinition', 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(Image).toEqual({
      'Fn::If': [
        'NewDelivery',
        { 'Fn::Sub': `\${Delivery.Outputs.RepositoryUri}:\${ImageTag}` },
        { Ref: 'ExecutorImage' },
      ],
    });
    expect(app.rules.BuildNeedsATag).toMatchObject({
      RuleCondition: { 'Fn::Equals': [{ Ref: 'ExecutorImage' }, ''] },
      Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ImageTag' }, ''] }] } }],
    });
  },

  'the pipeline supports connections with either ARN prefix, and writes its source with an ACL': ({ delivery }) => {
    const ofPipeline = statementsOf(delivery, 'PipelineRole').flatMap(actionsIn);
    for (const service of ['codeconnections', 'codestar-connections']) {
      expect(ofPipeline).toContain(`${service}:UseConnection`);
      const arn = `arn:aws:${service}:us-east-1:111122223333:connection/0f6c7f6e-0d5b-4f3b-8f3a-1a2b3c4d5e6f`;
      expect(arn).toMatch(new RegExp(`^(?:${delivery.parameters.ConnectionArn?.AllowedPattern})$`));
    }
    expect(ofPipeline).toEqual(expect.arrayContaining(['s3:PutObject', 's3:PutObjectAcl']));
  },

  'the image of a commit is immutable and scanned': ({ delivery }) => {
    expect(delivery.get('Repository', 'AWS::ECR::Repository')).toMatchObject({
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
  },

  'images with a tag never expire, and are deleted with their repository': ({ delivery }) => {
    const { LifecyclePolicy, EmptyOnDelete } = delivery.get('Repository', 'AWS::ECR::Repository');
    const { rules } = JSON.parse(LifecyclePolicy.LifecyclePolicyText);
    expect(rules).toEqual([
      expect.objectContaining({
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
        action: { type: 'expire' },
      }),
    ]);
    expect(EmptyOnDelete).toBe(true);
  },

  'only a push to the branch starts the pipeline': ({ delivery }) => {
    const pipeline = delivery.get('Pipeline', 'AWS::CodePipeline::Pipeline');
    expect(pipeline).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED' });
    expect(pipeline.Triggers).toEqual([
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: {
          SourceActionName: 'GitHub',
          Push: [{ Branches: { Includes: [{ Ref: 'GitHubBranch' }] } }],
        },
      },
    ]);
    // The trigger starts the pipeline; change detection would start it again.
    expect(JSON.stringify(pipeline.Stages)).toContain('"DetectChanges":"false"');
  },

  'only builds and pipelines of this account can assume their roles': ({ delivery }) => {
    const services = { BuildRole: 'codebuild.amazonaws.com', PipelineRole: 'codepipeline.amazonaws.com' };
    const trusted = delivery
      .of('AWS::IAM::Role')
      .map(([id, { Properties }]) => [id, Properties.AssumeRolePolicyDocument.Statement]);
    const expected = Object.entries(services).map(([id, Service]) => [
      id,
      [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    ]);
    expect(trusted).toEqual(expected);
  },

  'images are built on ARM, like the tasks that run them': ({ delivery }) => {
    for (const [, { Properties }] of delivery.of('AWS::CodeBuild::Project')) {
      expect(Properties.Environment).toMatchObject({ Type: 'ARM_CONTAINER' });
      expect(Properties.Source.BuildSpec).toBe('executor/build/buildspec.yml');
    }
  },
};
