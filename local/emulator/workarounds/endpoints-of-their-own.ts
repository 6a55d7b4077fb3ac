import type { Translation } from '../template';

const services = ['ECS', 'REDSHIFT_DATA', 'BEDROCK_RUNTIME'];

interface FunctionProperties {
  Environment?: { Variables?: Record<string, unknown> };
}

/**
 * ECS, the Redshift Data API and Bedrock are served by endpoints of our own, which the emulator has not or only
 * with containers. Each function gets an address of its own, because no public call of the emulator tells whose
 * a session's key is, and the endpoints have to evaluate the policies of the caller.
 */
export function endpointsOfTheirOwn({ template, functions }: Translation, endpointsUrl: string): void {
  for (const [logicalId, folder] of Object.entries(functions)) {
    const resource = template.Resources[logicalId];
    if (!resource) continue;
    const { Environment, ...others }: FunctionProperties = resource.Properties ?? {};
    const own = services.map((service) => [`AWS_ENDPOINT_URL_${service}`, `${endpointsUrl}/${folder}`]);
    resource.Properties = {
      ...others,
      Environment: { Variables: { ...Environment?.Variables, ...Object.fromEntries(own) } },
    };
  }
}
