import type { S3Client } from '@aws-sdk/client-s3';
import { type Catalog, readCatalog } from '../../events/documents/catalog';
import { ExampleDocument, MAX_EXAMPLES } from '../../events/documents/example';
import { keys } from '../../events/documents/keys';
import { listKeys, readObject } from '../../lib/aws/s3';
import { type Finding, failed } from '../doctor/check';

/** An example with the place where it is stored. */
export interface StoredExample {
  /** `catalog.yaml, line 12`, or the key of an object. */
  readonly place: string;
  readonly question: string;
  readonly sql: string;
  /** What to do if it no longer runs. */
  readonly advice: string;
}

export interface StoredExamples {
  readonly catalog: Catalog;
  readonly examples: readonly StoredExample[];
  /** Objects that are not shown, because they are malformed or too many. */
  readonly findings: readonly Finding[];
}

/**
 * The examples of the catalog and of verified jobs.
 * @throws CatalogError for a fault of the catalog
 */
export async function readStoredExamples(client: S3Client, bucketName: string): Promise<StoredExamples> {
  const bucket = { client, name: bucketName };
  const [text, misnamed, allKeys] = await Promise.all([
    readObject(bucket, keys.catalog),
    readObject(bucket, keys.misnamedCatalog),
    listKeys(bucket, keys.examples),
  ]);
  const catalog = readCatalog(text, misnamed);
  const removal = (key: string) => `Remove it: aws s3 rm s3://${bucketName}/${key}`;
  const findings: Finding[] = [];
  const examples: StoredExample[] = catalog.examples.map(({ question, sql, line }) => ({
    place: `catalog.yaml, line ${line}`,
    question,
    sql,
    advice: 'Correct its SQL or remove the example, and upload the catalog again.',
  }));
  for (const key of allKeys.slice(0, MAX_EXAMPLES)) {
    const example = parsed(await readObject(bucket, key));
    if (example) examples.push({ place: key, question: example.question, sql: example.sql, advice: removal(key) });
    else findings.push(failed(`${key} is no example of version 1: it is not shown.`, removal(key)));
  }
  const surplus = allKeys.slice(MAX_EXAMPLES);
  if (surplus.length > 0) {
    const message = `There are more than ${MAX_EXAMPLES} examples of jobs: those from ${surplus[0]} on are not shown.`;
    findings.push(failed(message, `Remove examples below s3://${bucketName}/${keys.examples}`));
  }
  return { catalog, examples, findings };
}

function parsed(text: string | undefined): ExampleDocument | undefined {
  try {
    return ExampleDocument.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}
