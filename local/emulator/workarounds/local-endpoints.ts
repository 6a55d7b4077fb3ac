import type { Translation } from '../template';

const SERVICES = ['ECS', 'REDSHIFT_DATA', 'BEDROCK_RUNTIME'];

export interface LocalUrls {
  /** Of the emulator, for AWS SDKs. */
  readonly emulatorUrl: string;
  /** Base address of the local endpoints. */
  readonly endpointsUrl: string;
  readonly apiUrl: string;
}

interface FunctionProperties {
  Environment?: { Variables?: Record<string, unknown> };
}

/**
 * Points the SDK clients for ECS, the Redshift Data API and Bedrock to the local endpoints: the emulator lacks these
 * services, or needs containers for them. Each function has a separate address, because the endpoints evaluate the
 * caller's policies, and the emulator has no public call that maps an access key to its role. The API has the address of
 * the local proxy.
 */
export function localEndpoints(
  { template, functions }: Translation,
  { endpointsUrl, apiUrl }: Omit<LocalUrls, 'emulatorUrl'>,
): void {
  for (const [logicalId, folder] of Object.entries(functions)) {
    const resource = template.Resources[logicalId];
    if (!resource) continue;
    const { Environment, ...others }: FunctionProperties = resource.Properties ?? {};
    const { Variables = {} } = Environment ?? {};
    const variables = SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, `${endpointsUrl}/${folder}`]);
    if ('API_URL' in Variables) variables.push(['API_URL', apiUrl]);
    resource.Properties = {
      ...others,
      Environment: { Variables: { ...Variables, ...Object.fromEntries(variables) } },
    };
  }
}
