import { add, allow, drop, type Mutations, put, withoutAction } from './edit';

/** Mutations of how images are built. */
export const ofDelivery: Mutations = {
  'a build may put another source in the place of its own': [
    allow('BuildRole', 's3:PutObject', { 'Fn::Sub': `\${ArtifactBucket.Arn}/*` }, 'delivery'),
    'a build reads sources and writes none',
  ],
  'older connections cannot be used': [
    withoutAction('PipelineRole', 'codestar-connections:UseConnection', 'delivery'),
    'the pipeline uses connections of either name, and writes its source with an ACL',
  ],
  'the image of a commit can be replaced': [
    put('Repository.Properties.ImageTagMutability', 'MUTABLE', 'delivery'),
    'the image of a commit is kept as it is, and scanned',
  ],
  'tags of other images can be moved too': [
    put(
      'Repository.Properties.ImageTagMutabilityExclusionFilters.0.ImageTagMutabilityExclusionFilterValue',
      '*',
      'delivery',
    ),
    'the image of a commit is kept as it is, and scanned',
  ],
  'a second kind of tag can be moved': [
    add(
      'Repository.Properties.ImageTagMutabilityExclusionFilters',
      { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: 'v*' },
      'delivery',
    ),
    'the image of a commit is kept as it is, and scanned',
  ],
  'images are kept for ever': [
    put('Repository.Properties.LifecyclePolicy.LifecyclePolicyText', '{"rules": []}', 'delivery'),
    'the last twenty images are kept, and go with their repository',
  ],
  'the repository cannot be deleted': [
    drop('Repository.Properties.EmptyOnDelete', 'delivery'),
    'the last twenty images are kept, and go with their repository',
  ],
  'pushes start nothing': [
    drop('Pipeline.Properties.Triggers', 'delivery'),
    'a push to the branch starts the pipeline, and nothing else does',
  ],
  'pushes to every branch start the pipeline': [
    put('Pipeline.Properties.Triggers.0.GitConfiguration.Push.0.Branches.Includes', ['**'], 'delivery'),
    'a push to the branch starts the pipeline, and nothing else does',
  ],
  'a push starts the pipeline twice': [
    put('Pipeline.Properties.Stages.0.Actions.0.Configuration.DetectChanges', 'true', 'delivery'),
    'a push to the branch starts the pipeline, and nothing else does',
  ],
  'builds of other accounts take on the build’s role': [
    drop('BuildRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'delivery'),
    'builds and pipelines of this account only take on their roles',
  ],
  'pipelines of other accounts take on the pipeline’s role': [
    drop('PipelineRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition', 'delivery'),
    'builds and pipelines of this account only take on their roles',
  ],
  'the image is built on another architecture': [
    put('Build.Properties.Environment.Type', 'LINUX_CONTAINER', 'delivery'),
    'images are built where the tasks run: on ARM',
  ],
};
