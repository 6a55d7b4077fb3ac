import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets } from './port';

/** The longest time until a rotated secret takes effect. */
const CACHE_MS = 5 * 60 * 1000;

/** Secrets in AWS Secrets Manager, cached for five minutes. */
export function secretsManagerSecrets(client: SecretsManagerClient, now: () => number = Date.now): Secrets {
  const cache = new Map<string, { readonly value: string; readonly expiresAt: number }>();
  return {
    async read(arn) {
      const cached = cache.get(arn);
      if (cached && cached.expiresAt > now()) return cached.value;
      const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      if (value === undefined) throw new Error(`The secret ${arn} has no text value.`);
      cache.set(arn, { value, expiresAt: now() + CACHE_MS });
      return value;
    },
  };
}
