import { open } from 'node:fs/promises';
import { JsonText } from '../wire/json-protocol';
import { ServiceError } from '../wire/service-error';
import type { Statement } from './statements';
import type { Column } from './warehouse-process';

const MAX_TEXT_LENGTH = 65_535;

/** A column as the Data API describes it. */
function metadata({ name, typeName, precision, scale }: Column): Record<string, unknown> {
  const isText = typeName === 'varchar';
  return {
    isCaseSensitive: isText,
    isCurrency: false,
    isSigned: /^(int|float|numeric)/.test(typeName),
    label: name,
    length: 0,
    name,
    nullable: 1,
    precision: isText ? MAX_TEXT_LENGTH : precision,
    scale,
    schemaName: '',
    tableName: '',
    typeName,
  };
}

const quoteField = (name: string): string => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

function pageNumber(token: string | undefined, pages: number): number {
  if (!token) return 0;
  const page = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(page) || page < 0 || page >= pages) {
    throw new ServiceError('ValidationException', 'NextToken is not one of this result.');
  }
  return page;
}

/** One page of a finished statement's result, as GetStatementResult (JSON) or GetStatementResultV2 (CSV) returns it. */
export async function resultPage(statement: Statement, file: string, token: string | undefined): Promise<JsonText> {
  const { result, format } = statement;
  if (!result)
    throw new ServiceError(
      'ResourceNotFoundException',
      'Query does not have result. Please check query status with DescribeStatement.',
    );
  const pages = result.offsets.length - 1;
  const page = pageNumber(token, pages);
  const [from = 0, to = 0] = result.offsets.slice(page, page + 2);
  const text = await read(file, from, to);
  const members = {
    ColumnMetadata: result.columns.map(metadata),
    TotalNumRows: result.rows,
    NextToken: page + 1 < pages ? Buffer.from(String(page + 1)).toString('base64url') : undefined,
    ...(format === 'CSV' ? { ResultFormat: 'CSV' } : {}),
  };
  const records = format === 'CSV' ? csvRecords(text, result.columns, page) : text.trimEnd().split('\n').join(',');
  return new JsonText(`{"Records":[${records}],${JSON.stringify(members).slice(1)}`);
}

/** The first page starts with a header line. */
function csvRecords(text: string, columns: readonly Column[], page: number): string {
  const header = page === 0 ? `${columns.map(({ name }) => quoteField(name)).join(',')}\r\n` : '';
  return JSON.stringify({ CSVRecords: header + text });
}

async function read(path: string, from: number, to: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString();
  } finally {
    await file.close();
  }
}
