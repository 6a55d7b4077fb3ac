import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../../../local/setup/paths';
import { ADMIN_SECRET, type FakeAccount, fakeAccount } from '../../fakes/aws-account';

const READER = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:reader';
const outputs = {
  BucketName: 'the-bucket',
  WarehouseWorkgroupName: 'the-workgroup',
  WarehouseNamespaceName: 'the-namespace',
  WarehouseSecretArn: READER,
};
const parameters = { WarehouseWorkgroup: '', WarehouseDatabase: 'dev', WarehouseSchema: 'public' };

interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs the command as npm does, against a fake account. */
function loadData(account: FakeAccount, ...args: string[]): Promise<Run> {
  const command = ['--import', 'tsx', 'operations/load-data.ts', ...args];
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: account.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

let folder: string;
let account: FakeAccount;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-data-test-'));
});
afterEach(async () => {
  await account.close();
  rmSync(folder, { recursive: true });
});

const open = async (changes: Partial<Parameters<typeof fakeAccount>[0]> = {}) => {
  account = await fakeAccount({ outputs, parameters, secrets: { [READER]: '{"username":"reader"}' }, ...changes });
  return account;
};

describe('npm run load-data', () => {
  jest.setTimeout(60_000);

  it('loads the example tables as the administrator, creates the user, and removes the uploads', async () => {
    const { statements, objects, logins, secrets } = await open();
    const { code, output } = await loadData(account, '--data', 'input');
    expect([code, output]).toEqual([0, expect.stringContaining('users: 1,000 rows, 3 columns')]);
    expect(output).toContain('interactions: 5,000 rows, 7 columns');
    expect([...logins]).toEqual([ADMIN_SECRET]);
    const [users] = statements.filter((one) => one.some((sql) => sql.startsWith('CREATE TABLE "public"."users"')));
    expect(users).toEqual([
      'DROP TABLE IF EXISTS "public"."users"',
      'CREATE TABLE "public"."users" (\n  "userid" integer,\n  "age" integer,\n  "gender" character varying(256)\n)',
      expect.stringMatching(
        /^COPY "public"\."users" .* FROM 's3:\/\/the-bucket\/load\/[0-9a-f-]{36}\/\d\.csv\.gz' IAM_ROLE default/,
      ),
      'GRANT SELECT ON TABLE "public"."users" TO "reader"',
    ]);
    expect(objects.get('/the-bucket/config/catalog.yaml')?.toString()).toContain('tables:');
    expect(JSON.parse(objects.get('/the-bucket/config/loaded.json')?.toString() ?? '{}')).toHaveProperty('loadedAt');
    expect([...objects].filter(([key, body]) => key.startsWith('/the-bucket/load/') && body)).toEqual([]);
    // The secret had no password yet.
    const { username, password } = JSON.parse(secrets.get(READER) ?? '{}') as Record<string, string>;
    expect([username, password]).toEqual(['reader', expect.stringMatching(/^[A-Za-z0-9]{40}$/)]);
    expect(statements.flat().find((sql) => sql.startsWith('CREATE USER "reader"'))).toBeDefined();
    expect(statements.flat().join()).not.toContain(password);
  });

  it.each([
    ['catalog.yaml', 'tables:\n  t:\n    columns:\n      n: {sampel: false}\n', 'line 4: unknown key sampel'],
    ['catalog.yml', 'tables: {}', 'catalog.yml is not read. Rename it to catalog.yaml.'],
  ])('loads nothing with a fault in %s', async (name, text, problem) => {
    writeFileSync(join(folder, 't.csv'), 'n\n1\n');
    writeFileSync(join(folder, name), text);
    const { statements, objects } = await open();
    const { code, output } = await loadData(account, '--data', folder);
    expect([code, output]).toEqual([1, expect.stringContaining(problem)]);
    expect([statements.length, objects.size]).toEqual([0, 0]);
  });

  it('quotes hostile names of files and columns', async () => {
    writeFileSync(join(folder, `x"; DROP TABLE users; --'.csv`), 'id,"a""b",it\'s\n1,2,3\n');
    const { statements } = await open();
    expect((await loadData(account, '--data', folder)).code).toBe(0);
    const all = statements.flat();
    const table = `"public"."x""; drop table users; --'"`;
    expect(all).toContain(`CREATE TABLE ${table} (\n  "id" integer,\n  "a""b" integer,\n  "it's" integer\n)`);
    expect(
      all.find((sql) => sql.startsWith(`COPY ${table} ("id", "a""b", "it's") FROM 's3://the-bucket/load/`)),
    ).toBeDefined();
  });

  it('reports the files that it could not load, and fails', async () => {
    writeFileSync(join(folder, 'empty.csv'), '');
    writeFileSync(join(folder, 'long.csv'), `text\n${'x'.repeat(70_000)}\n`);
    writeFileSync(join(folder, 'good.csv'), 'n\n1\n');
    await open();
    const { code, output } = await loadData(account, '--data', folder);
    expect(code).toBe(1);
    expect(output).toContain('✗ empty.csv: the file is empty');
    expect(output).toContain('✗ long.csv: the column "text" has a value of 70,000 bytes');
    expect(output).toContain('good: 1 rows');
  });

  it('needs confirmation before it revokes rights of PUBLIC in an existing warehouse', async () => {
    const own = { BucketName: 'the-bucket', WarehouseSecretArn: READER };
    const workgroup = 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/mine';
    const { statements, logins } = await open({
      outputs: own,
      parameters: { ...parameters, WarehouseWorkgroup: workgroup },
    });
    const refused = await loadData(account, '--data', 'input', '--admin-secret', 'arn:mine');
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('--revoke-public')]);
    expect(statements).toEqual([]);
    const allowed = await loadData(account, '--data', 'input', '--admin-secret', 'arn:mine', '--revoke-public');
    expect(allowed.code).toBe(0);
    expect([...logins]).toEqual(['arn:mine']);
  });

  it('copies with the given role, and rejects anything that is not a role', async () => {
    const { statements } = await open();
    const refused = await loadData(account, '--copy-role', 'load');
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('load is not the ARN of a role.')]);
    expect(statements).toEqual([]);
    const role = 'arn:aws:iam::111122223333:role/load';
    expect((await loadData(account, '--data', 'input', '--copy-role', role)).code).toBe(0);
    const copies = statements.flat().filter((sql) => sql.startsWith('COPY'));
    expect(copies.map((sql) => sql.includes(` IAM_ROLE '${role}' `))).toEqual([true, true]);
  });

  it('reports a missing stack output', async () => {
    await open({ outputs: {} });
    const { code, output } = await loadData(account);
    expect([code, output]).toEqual([1, expect.stringMatching(/✗ The stack code-interpreter .* has no output/)]);
  });
});

it('uploads ISO dates, decimal points, UTF-8, and empty fields for null', async () => {
  writeFileSync(
    join(folder, 'orders.csv'),
    Buffer.from('bestellt;betrag;stadt\n31.12.2025;1,5;M\xfcnchen\n01.01.2026;n/a;"a;""b"""\n', 'latin1'),
  );
  await open();
  const uploads: string[] = [];
  const set = account.objects.set.bind(account.objects);
  account.objects.set = (key, body) => {
    if (body && key.endsWith('.gz')) uploads.push(gunzipSync(body).toString());
    return set(key, body);
  };
  expect((await loadData(account, '--data', folder)).code).toBe(0);
  expect(uploads).toEqual(['bestellt,betrag,stadt\n2025-12-31,1.5,München\n2026-01-01,,"a;""b"""\n']);
  expect(account.statements.flat().find((sql) => sql.startsWith('CREATE TABLE'))).toContain(
    '"bestellt" date,\n  "betrag" double precision',
  );
}, 60_000);
