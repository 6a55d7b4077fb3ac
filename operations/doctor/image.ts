import { DescribeImagesCommand, type ECRClient, ImageNotFoundException } from '@aws-sdk/client-ecr';
import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { type Check, failed, ok } from './check';

const BUILD = 'Build it: npm run push-image, or start the pipeline.';

/** Whether the next task's image is there. */
export function imageCheck(ecs: ECSClient, ecr: (region: string) => ECRClient, taskFamily: string): Check {
  return {
    title: 'Image',
    advice:
      'Your identity needs ecs:DescribeTaskDefinition and ecr:DescribeImages for this check; for an image of another ' +
      'account the policy of its repository has to allow you ecr:DescribeImages.',
    async run() {
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: taskFamily }));
      const image = taskDefinition?.containerDefinitions?.[0]?.image ?? '';
      const place = imagePlace(image);
      if (!place) return [failed(`${image} is no image in Amazon ECR.`, 'Give ExecutorImage an image in Amazon ECR.')];
      try {
        const { region, ...images } = place;
        const { imageDetails } = await ecr(region).send(new DescribeImagesCommand(images));
        const pushedAt = imageDetails?.[0]?.imagePushedAt?.toISOString().slice(0, 16).replace('T', ' ');
        return [ok(`Revision ${taskDefinition?.revision} of ${taskFamily} has its image, pushed ${pushedAt}.`)];
      } catch (error) {
        if (!(error instanceof ImageNotFoundException)) throw error;
        return [failed(`${image} is not in the repository.`, BUILD)];
      }
    },
  };
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` or `…@<digest>`. */
export function imagePlace(image: string) {
  const found = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(image);
  if (!found) return undefined;
  const [, registryId, region = '', repositoryName, imageTag = 'latest', imageDigest] = found;
  return { region, registryId, repositoryName, imageIds: [imageDigest ? { imageDigest } : { imageTag }] };
}
