import { DescribeImagesCommand, type ECRClient, ImageNotFoundException } from '@aws-sdk/client-ecr';
import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { type Check, type Finding, failed, ok } from './check';

const BUILD = 'Build the image with npm run push-image, or start the pipeline.';

export interface ImageCheckOptions {
  readonly ecs: ECSClient;
  readonly ecr: (region: string) => ECRClient;
  readonly taskFamily: string;
  /** The commit of the functions; undefined when it cannot be found out. */
  readonly functionsCommit: () => Promise<string | undefined>;
}

/** Whether the image of the newest task definition exists, and is of the same commit as the functions. */
export function imageCheck({ ecs, ecr, taskFamily, functionsCommit }: ImageCheckOptions): Check {
  return {
    title: 'Image',
    advice:
      'Your identity needs ecs:DescribeTaskDefinition and ecr:DescribeImages for this check. For an image in another ' +
      'account, the repository policy must grant you ecr:DescribeImages.',
    async run() {
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: taskFamily }));
      const image = taskDefinition?.containerDefinitions?.[0]?.image ?? '';
      const reference = parseImage(image);
      if (!reference)
        return [failed(`${image} is not an image in Amazon ECR.`, 'Set ExecutorImage to an image in Amazon ECR.')];
      try {
        const { region, ...images } = reference;
        const { imageDetails } = await ecr(region).send(new DescribeImagesCommand(images));
        const pushedAt = imageDetails?.[0]?.imagePushedAt?.toISOString().slice(0, 16).replace('T', ' ');
        return [
          ok(`The image of ${taskFamily}:${taskDefinition?.revision} exists, pushed ${pushedAt}.`),
          ...commitFindings(reference.imageIds[0]?.imageTag, await functionsCommit()),
        ];
      } catch (error) {
        if (!(error instanceof ImageNotFoundException)) throw error;
        return [failed(`${image} is not in its repository.`, BUILD)];
      }
    },
  };
}

/** Tags of images that push-image builds are commits; other tags and digests are not compared. */
function commitFindings(tag: string | undefined, commit: string | undefined): Finding[] {
  if (!tag || !/^[0-9a-f]{12}$/.test(tag) || !commit || commit === 'unknown') return [];
  if (tag === commit) return [ok(`Functions and image are of the commit ${commit}.`)];
  const advice =
    'Check out one commit, run npm run push-image, and deploy with ImageTag=$(git rev-parse --short=12 HEAD).';
  return [failed(`The functions are of ${commit} and the image is of ${tag}.`, advice)];
}

/** Parses `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` or `…@<digest>`. */
export function parseImage(image: string) {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(image);
  if (!match) return undefined;
  const [, registryId, region = '', repositoryName, imageTag = 'latest', imageDigest] = match;
  return { region, registryId, repositoryName, imageIds: [imageDigest ? { imageDigest } : { imageTag }] };
}
