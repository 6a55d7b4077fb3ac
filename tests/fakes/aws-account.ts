import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listener } from './listener';

/** An AWS account as a command sees it over HTTP: one stack, one bucket, secrets, and a warehouse that keeps statements. */
export interface FakeAccount {
  readonly url: string;
  /** Statements as they came in; those of a transaction together. */
  readonly statements: string[][];
  /** By key, what was uploaded; `undefined` after it was deleted. */
  readonly objects: Map<string, Buffer | undefined>;
  readonly secrets: Map<string, string>;
  /** Secrets that statements were run with. */
  readonly logins: Set<string>;
  close(): Promise<void>;
}

export interface AccountOptions {
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

interface Input {
  readonly Sql?: string;
  readonly Sqls?: readonly string[];
  readonly SecretArn?: string;
  readonly SecretId?: string;
  readonly SecretString?: string;
}

const xml = (name: string, key: string, value: string) =>
  `<member><${name}Key>${key}</${name}Key><${name}Value>${value}</${name}Value></member>`;

function stackXml({ outputs, parameters }: AccountOptions): string {
  const list = (name: string, pairs: Readonly<Record<string, string>>) =>
    `<${name}s>${Object.entries(pairs)
      .map(([key, value]) => xml(name, key, value))
      .join('')}</${name}s>`;
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
    <StackName>code-interpreter</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-22T07:00:00Z</CreationTime>
    ${list('Output', outputs)}${list('Parameter', parameters)}
    </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/** A body that is sent in chunks with a checksum behind them, without these. */
function withoutChunks(body: Buffer, { headers }: IncomingMessage): Buffer {
  if (!headers['x-amz-decoded-content-length']) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** The administrator's secret of every namespace. */
export const ADMIN_SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:redshift!admin';

export async function fakeAccount(options: AccountOptions): Promise<FakeAccount> {
  const statements: string[][] = [];
  const objects = new Map<string, Buffer | undefined>();
  const secrets = new Map(Object.entries(options.secrets));
  const logins = new Set<string>();

  const operations: Readonly<Record<string, (input: Input) => object>> = {
    'RedshiftServerless.GetNamespace': () => ({ namespace: { adminPasswordSecretArn: ADMIN_SECRET } }),
    'secretsmanager.GetSecretValue': ({ SecretId = '' }) => ({ SecretString: secrets.get(SecretId) }),
    'secretsmanager.PutSecretValue'({ SecretId = '', SecretString = '' }) {
      secrets.set(SecretId, SecretString);
      return {};
    },
    'RedshiftData.ExecuteStatement'({ Sql = '', SecretArn = '' }) {
      statements.push([Sql]);
      logins.add(SecretArn);
      return { Id: String(statements.length) };
    },
    'RedshiftData.BatchExecuteStatement'({ Sqls = [], SecretArn = '' }) {
      statements.push([...Sqls]);
      logins.add(SecretArn);
      return { Id: String(statements.length) };
    },
    'RedshiftData.DescribeStatement': () => ({ Status: 'FINISHED' }),
    'RedshiftData.GetStatementResult': () => ({ Records: [] }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = withoutChunks(Buffer.concat(chunks), request);
    const operation = operations[String(request.headers['x-amz-target'])];
    if (operation) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      return void response.end(JSON.stringify(operation(JSON.parse(body.toString()) as Input)));
    }
    if (request.method === 'PUT') objects.set(String(request.url).split('?')[0] ?? '', body);
    if (request.method === 'DELETE') objects.set(String(request.url).split('?')[0] ?? '', undefined);
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(request.method === 'POST' ? stackXml(options) : '');
  }

  const server = createServer(listener(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statements,
    objects,
    secrets,
    logins,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
