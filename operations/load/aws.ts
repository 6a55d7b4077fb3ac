import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { GetNamespaceCommand, type RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { keys } from '../../events/documents/keys';
import { OperatorError, type WarehousePlace } from '../stack';
import type { Ports } from './load';
import { type Login, loginIn, newPassword } from './read-only-user';

/** The administrator's secret: the one that was named, or the one that Redshift keeps for a namespace of the stack's. */
export async function adminSecret(
  client: RedshiftServerlessClient,
  { namespace }: WarehousePlace,
  named: string | undefined,
): Promise<string> {
  if (named) return named;
  if (!namespace) {
    throw new OperatorError(
      'The stack uses a warehouse of yours. Name a secret with the login of a superuser: --admin-secret ARN.',
    );
  }
  const answer = await client.send(new GetNamespaceCommand({ namespaceName: namespace }));
  const arn = answer.namespace?.adminPasswordSecretArn;
  if (arn) return arn;
  throw new OperatorError(`Redshift keeps no administrator's password for ${namespace}. Name one: --admin-secret ARN.`);
}

/** The role that tables are copied with, as it was named; undefined for the warehouse's default. */
export function copyRole(named: string): string | undefined {
  if (named === 'default') return undefined;
  if (/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(named)) return named;
  throw new OperatorError(
    `${named} is no ARN of a role. Name one, or leave --copy-role out for the warehouse's default.`,
  );
}

/** The read-only user's login; a secret without one is filled. */
export async function readerLogin(client: SecretsManagerClient, SecretId: string): Promise<Login> {
  const secret = await client.send(new GetSecretValueCommand({ SecretId })).catch((error: Error) => {
    // A secret that was made without a value.
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
  const found = loginIn(secret?.SecretString);
  const login = { username: found.username ?? 'code_interpreter', password: found.password ?? newPassword() };
  if (found.username && found.password) return login;
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(login) }));
  return login;
}

/** A place below load/, the only one that the warehouse's role reads. */
export function uploads(client: S3Client, bucket: string): Pick<Ports, 'upload' | 'clear'> {
  const folder = `load/${randomUUID()}`;
  const uploaded: string[] = [];
  return {
    async upload(file) {
      // The table's name may hold anything; the key does not.
      const Key = `${folder}/${uploaded.length + 1}.csv.gz`;
      const ContentLength = statSync(file).size;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: createReadStream(file), ContentLength }));
      uploaded.push(Key);
      return `s3://${bucket}/${Key}`;
    },
    async clear() {
      await Promise.all(uploaded.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
    },
  };
}

/** What tables and columns mean, where generate-code reads it; says whether there is such a file. */
export async function uploadCatalog(client: S3Client, bucket: string, file: string): Promise<boolean> {
  if (!existsSync(file)) return false;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: keys.catalog, Body: readFileSync(file) }));
  return true;
}
