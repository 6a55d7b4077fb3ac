import type { Translation } from '../template';

const SERVICES = ['ECS', 'REDSHIFT_DATA', 'BEDROCK_RUNTIME'];

interface FunctionProperties {
  Environment?: { Variables?: Record<string, unknown> };
}

/**
 * Points the SDK clients for ECS, the Redshift Data API and Bedrock to the local endpoints: the emulator lacks these
 * services, or needs containers for them. Each function has a separate address, because the endpoints evaluate the
 * caller's policies, and the emulator has no public call that maps an access key to its role.
 */
export function localEndpoints({ template, functions }: Translation, endpointsUrl: string): void {
  for (const [logicalId, folder] of Object.entries(functions)) {
    const resource = template.Resources[logicalId];
    if (!resource) continue;
    const { Environment, ...others }: FunctionProperties = resource.Properties ?? {};
    const variables = SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, `${endpointsUrl}/${folder}`]);
    resource.Properties = {
      ...others,
      Environment: { Variables: { ...Environment?.Variables, ...Object.fromEntries(variables) } },
    };
  }
}
