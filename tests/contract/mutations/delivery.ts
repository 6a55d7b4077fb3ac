import { allow, drop, type Mutations, put, withoutAction } from './edit';

/** Mutations of the image build. */
export const ofDelivery: Mutations = {
  'a build may overwrite its source': [
    allow('BuildRole', 's3:PutObject', { 'Fn::Sub': `\${ArtifactBucket.Arn}/*` }, 'delivery'),
    'a build can read sources but not write them',
  ],
  'older connections are not supported': [
    withoutAction('PipelineRole', 'codestar-connections:UseConnection', 'delivery'),
    'the pipeline supports connections with either ARN prefix, and writes its source with an ACL',
  ],
  'the image of a commit can be replaced': [
    put('Repository.Properties.ImageTagMutability', 'MUTABLE', 'delivery'),
    'the image of a commit is immutable and scanned',
  ],
  'a build registers what tasks run': [
    allow('BuildRole', 'ecs:RegisterTaskDefinition', '*', 'delivery'),
    'a build cannot change what runs',
  ],
  'tasks run an image whose tag moves': [
    put('ExecutorTaskDefinition.Properties.ContainerDefinitions.0.Image.Fn::If.1', {
      'Fn::Sub': `\${Delivery.Outputs.RepositoryUri}:latest`,
    }),
    'tasks run the image of ImageTag, which is required',
  ],
  'an image that tasks run may expire': [
    put(
      'Repository.Properties.LifecyclePolicy.LifecyclePolicyText',
      (text: string) => text.replace('untagged', 'any'),
      'delivery',
    ),
    'images with a tag never expire, and are deleted with their repository',
  ],
  'the repository cannot be deleted': [
    drop('Repository.Properties.EmptyOnDelete', 'delivery'),
    'images with a tag never expire, and are deleted with their repository',
  ],
  'pushes start nothing': [
    drop('Pipeline.Properties.Triggers', 'delivery'),
    'only a push to the branch starts the pipeline',
  ],
  'pushes to every branch start the pipeline': [
    put('Pipeline.Properties.Triggers.0.GitConfiguration.Push.0.Branches.Includes', ['**'], 'delivery'),
    'only a push to the branch starts the pipeline',
  ],
  'a push starts the pipeline twice': [
    put('Pipeline.Properties.Stages.0.Actions.0.Configuration.DetectChanges', 'true', 'delivery'),
    'only a push to the branch starts the pipeline',
  ],
  'builds of other accounts can assume the build’s role': [
    drop('BuildRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'delivery'),
    'only builds and pipelines of this account can assume their roles',
  ],
  'pipelines of other accounts can assume the pipeline’s role': [
    drop('PipelineRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'delivery'),
    'only builds and pipelines of this account can assume their roles',
  ],
  'the image is built on another architecture': [
    put('Build.Properties.Environment.Type', 'LINUX_CONTAINER', 'delivery'),
    'images are built on ARM, like the tasks that run them',
  ],
};
