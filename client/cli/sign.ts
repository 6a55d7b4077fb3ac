import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Fetch } from '..';

type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

export interface SigningOptions {
  /** Default: the region in the API address, else the configured AWS region. */
  readonly region?: string;
  /** Default: the AWS provider chain (environment, profile, IAM Identity Center, instance role). */
  readonly credentials?: Credentials;
}

/** The region of an API Gateway address such as https://abc.execute-api.eu-west-1.amazonaws.com. */
export const regionOf = (address: string): string | undefined =>
  /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(new URL(address).hostname)?.[1];

const configuredRegion = () => loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();

class Sha256 extends Hash {
  constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
    super('sha256', secret);
  }
}

/** A fetch that signs requests for API Gateway (Signature Version 4). Rejects when there are no credentials. */
export function signedFetch(apiAddress: string, { region, credentials }: SigningOptions = {}): Fetch {
  const signer = new SignatureV4({
    service: 'execute-api',
    region: region ?? regionOf(apiAddress) ?? configuredRegion,
    credentials: credentials ?? defaultProvider(),
    sha256: Sha256,
  });
  return async (input, init = {}) => {
    const { protocol, hostname, port, host, pathname, searchParams } = new URL(input);
    const { headers } = await signer.sign({
      method: init.method ?? 'GET',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...(init.headers as Record<string, string>), host },
      body: init.body,
    });
    return fetch(input, { ...init, headers });
  };
}
