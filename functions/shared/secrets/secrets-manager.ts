import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets } from './port';

/** A rotated secret is seen after this long at the latest. */
const KEPT_MILLISECONDS = 5 * 60 * 1000;

/** Secrets in AWS Secrets Manager, kept in memory for five minutes. */
export function secretsManagerSecrets(client: SecretsManagerClient, now: () => number = Date.now): Secrets {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  return {
    async read(arn) {
      const known = kept.get(arn);
      if (known && known.until > now()) return known.value;
      const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      if (value === undefined) throw new Error(`The secret ${arn} holds no text.`);
      kept.set(arn, { value, until: now() + KEPT_MILLISECONDS });
      return value;
    },
  };
}
