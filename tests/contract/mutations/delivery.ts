import { allow, type Mutations, put, withoutAction } from './edit';

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
  'the image is built on another architecture': [
    put('Build.Properties.Environment.Type', 'LINUX_CONTAINER', 'delivery'),
    'images are built where the tasks run: on ARM',
  ],
};
