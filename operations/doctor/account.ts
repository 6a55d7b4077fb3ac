import { DescribeAvailabilityZonesCommand, DescribeSubnetsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { type Check, type Finding, failed, ok } from './check';
import { defaultZones, withoutArm64 } from './zones';

export interface Region {
  readonly name: string;
  readonly ec2: EC2Client;
}

/** Roles that services create at their first use, in the middle of a deployment. */
const SERVICE_LINKED_ROLES = [
  ['AWSServiceRoleForECS', 'ecs.amazonaws.com'],
  ['AWSServiceRoleForRedshift', 'redshift.amazonaws.com'],
] as const;

/** Whether the service-linked roles exist that the first deployment of an account otherwise races with. */
export function serviceLinkedRolesCheck(iam: IAMClient): Check {
  return {
    title: 'Service-linked roles',
    advice: 'Your identity needs iam:GetRole for this check.',
    run: () =>
      Promise.all(
        SERVICE_LINKED_ROLES.map(async ([RoleName, service]): Promise<Finding> => {
          try {
            await iam.send(new GetRoleCommand({ RoleName }));
            return ok(`${RoleName} exists.`);
          } catch (error) {
            if (!(error instanceof Error && /^NoSuchEntity/.test(error.name))) throw error;
            return failed(
              `${RoleName} does not exist, and the first deployment may fail because of it.`,
              `aws iam create-service-linked-role --aws-service-name ${service}`,
            );
          }
        }),
      ),
  };
}

/** Before a deployment: whether a new network can be created in the region. */
export function newNetworkCheck({ name, ec2 }: Region): Check {
  return {
    title: 'Availability zones',
    advice: 'Your identity needs ec2:DescribeAvailabilityZones for this check.',
    async run() {
      const zones = defaultZones(name);
      if (!zones) {
        return [
          failed(
            `stacks/network.yaml has no zones with ARM64 on Fargate for ${name}.`,
            'Deploy in another region, or into your own network: VpcId and SubnetIds.',
          ),
        ];
      }
      const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
      const available = AvailabilityZones.flatMap(({ ZoneId = '' }) => ZoneId);
      const missing = zones.filter((zone) => !available.includes(zone));
      if (missing.length === 0) return [ok(`A new network will use ${zones.join(' and ')}.`)];
      const others = available.filter((zone) => !withoutArm64.includes(zone)).slice(0, 2);
      return [
        failed(
          `This account has no zone ${missing.join(', ')}, in which a new network would have a subnet.`,
          `Deploy with AvailabilityZones=${others.join(',')}.`,
        ),
      ];
    },
  };
}

/** After a deployment: whether Fargate runs ARM64 in the zones of the tasks’ subnets. */
export function subnetsCheck({ name, ec2 }: Region, subnetIds: () => Promise<string[]>): Check {
  return {
    title: 'Availability zones',
    advice: 'Your identity needs ec2:DescribeSubnets and lambda:GetFunctionConfiguration for this check.',
    async run() {
      const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: await subnetIds() }));
      const refused = Subnets.filter(({ AvailabilityZoneId = '' }) => withoutArm64.includes(AvailabilityZoneId));
      if (refused.length === 0) {
        const zones = Subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId);
        return [ok(`Tasks run in ${zones.join(', ')} (${name}).`)];
      }
      return refused.map(({ SubnetId, AvailabilityZoneId }) =>
        failed(
          `Fargate does not run ARM64 in ${AvailabilityZoneId}, the zone of ${SubnetId}: tasks there cannot start.`,
          'Deploy without this subnet in SubnetIds, or with other AvailabilityZones.',
        ),
      );
    },
  };
}
