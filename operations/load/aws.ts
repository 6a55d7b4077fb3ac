import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { GetNamespaceCommand, type RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { keys } from '../../events/documents/keys';
import { OperatorError, type WarehouseTarget } from '../stack';
import type { LoadPorts } from './load';
import { type Login, newPassword, parseLogin } from './read-only-user';

/** ARN of the administrator's secret: the given one, or the one that Redshift manages for the stack's namespace. */
export async function adminSecret(
  client: RedshiftServerlessClient,
  { namespace }: WarehouseTarget,
  given: string | undefined,
): Promise<string> {
  if (given) return given;
  if (!namespace) {
    throw new OperatorError(
      'The stack did not create this warehouse. Pass a secret with the login of a superuser: --admin-secret ARN.',
    );
  }
  const response = await client.send(new GetNamespaceCommand({ namespaceName: namespace }));
  const arn = response.namespace?.adminPasswordSecretArn;
  if (arn) return arn;
  throw new OperatorError(
    `Redshift manages no administrator password for ${namespace}. Pass a secret: --admin-secret ARN.`,
  );
}

/** The role for COPY; undefined for the default role of the namespace. @throws OperatorError */
export function parseCopyRole(value: string): string | undefined {
  if (value === 'default') return undefined;
  if (/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)) return value;
  throw new OperatorError(
    `${value} is not the ARN of a role. Pass one, or omit --copy-role to use the default role of the namespace.`,
  );
}

/** The read-only user's login. Completes the secret when it lacks a user name or password. */
export async function ensureReaderLogin(client: SecretsManagerClient, SecretId: string): Promise<Login> {
  const secret = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: Error) => {
    // The secret has no value yet.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
  const stored = parseLogin(secret?.SecretString);
  const login = { username: stored.username ?? 'code_interpreter', password: stored.password ?? newPassword() };
  if (stored.username && stored.password) return login;
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(login) }));
  return login;
}

/** Uploads to a new prefix below load/, the only one that the COPY role can read. */
export function s3Uploads(client: S3Client, bucket: string): Pick<LoadPorts, 'upload' | 'clear'> {
  const folder = `load/${randomUUID()}`;
  const keysWritten: string[] = [];
  return {
    async upload(file) {
      // Numbered, because a table name may contain any character.
      const Key = `${folder}/${keysWritten.length + 1}.csv.gz`;
      const ContentLength = statSync(file).size;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: createReadStream(file), ContentLength }));
      keysWritten.push(Key);
      return `s3://${bucket}/${Key}`;
    },
    async clear() {
      await Promise.all(keysWritten.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
    },
  };
}

/**
 * Uploads the catalog, if there is one, and records the load. The events of both let describe-tables describe the tables
 * again.
 */
export async function uploadConfiguration(
  client: S3Client,
  bucket: string,
  catalog: string | undefined,
): Promise<void> {
  const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  if (catalog !== undefined) await put(keys.catalog, catalog);
  await put(keys.loaded, JSON.stringify({ loadedAt: new Date().toISOString() }));
}
