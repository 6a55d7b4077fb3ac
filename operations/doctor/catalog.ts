import type { S3Client } from '@aws-sdk/client-s3';
import { type Catalog, CatalogError, readCatalog } from '../../events/documents/catalog';
import { keys } from '../../events/documents/keys';
import { readObject } from '../../lib/aws/s3';
import { catalogProblems } from '../catalog-names';
import { checkExamples } from '../examples/check';
import { readStoredExamples } from '../examples/stored';
import type { WarehouseSession } from '../warehouse-session';
import { type Check, failed, ok } from './check';

const UPLOAD = `Correct the file and upload it again as ${keys.catalog}.`;

/** Whether the catalog can be read, under its name, names only what the warehouse has, and its examples run. */
export function catalogCheck(s3: S3Client, bucketName: string, reader: WarehouseSession, schema: string): Check {
  return {
    title: 'Catalog',
    advice: `Allow s3:GetObject on ${keys.catalog} and ${keys.misnamedCatalog}, and s3:ListBucket.`,
    async run() {
      const bucket = { client: s3, name: bucketName };
      if ((await readObject(bucket, keys.misnamedCatalog)) !== undefined) {
        const advice = `Move it to ${keys.catalog}: aws s3 mv s3://${bucketName}/${keys.misnamedCatalog} s3://${bucketName}/${keys.catalog}`;
        return [failed(`${keys.misnamedCatalog} is not read, and no table is described again.`, advice)];
      }
      const text = await readObject(bucket, keys.catalog);
      const catalog = parsed(text);
      if (catalog instanceof CatalogError) return [failed(catalog.message, UPLOAD)];
      const problems = await catalogProblems(reader, schema, catalog);
      if (problems.length > 0) return problems.map((problem) => failed(problem, UPLOAD));
      const examples = await checkExamples(reader, schema, await readStoredExamples(s3, bucketName));
      const broken = examples.filter(({ result }) => result === 'failed');
      if (broken.length > 0) return broken;
      return text === undefined
        ? [ok('There is no catalog: no table is described by people, and no value withheld.')]
        : [ok(contentsOf(catalog, examples.length))];
    },
  };
}

function contentsOf({ entries, terms, relationships }: Catalog, examples: number): string {
  const counts = [
    `${entries.length} tables`,
    `${terms.length} terms`,
    `${relationships.length} relationships`,
    `${examples} examples`,
  ];
  return `The catalog has ${counts.join(', ')}. The warehouse has all that they name, and the examples run.`;
}

function parsed(text: string | undefined): Catalog | CatalogError {
  try {
    return readCatalog(text);
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
}
