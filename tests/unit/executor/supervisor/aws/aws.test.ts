import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { ExecutionFinished, type ReportDocument } from '../../../../../events';
import { eventBridgeBus } from '../../../../../executor/supervisor/aws/event-bus';
import { s3JobFiles } from '../../../../../executor/supervisor/aws/job-files';
import { readWithheldTables } from '../../../../../executor/supervisor/aws/withheld-tables';
import { serveJob } from '../../../../../executor/supervisor/loop/serve-job';
import { JOB_ID, program, runResult, World } from '../world';
import { type Call, type Response, stubbed } from './sdk-stub';

const sleeps: number[] = [];
const clock = { now: () => new Date(0), sleep: async (milliseconds: number) => void sleeps.push(milliseconds) };
beforeEach(() => sleeps.splice(0));

async function someReport(): Promise<ReportDocument> {
  const world = new World().generates(program(1)).runs(runResult());
  await serveJob(world.ports, { jobId: JOB_ID, launch: 1 }, new AbortController().signal);
  return world.reports.get(1) as ReportDocument;
}

describe('the tables that the catalog in S3 withholds', () => {
  const listing = (...names: string[]): Response => [
    200,
    `<ListBucketResult>${names.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')}</ListBucketResult>`,
  ];
  const withheld = (calls: Call[], respond: (call: Call) => Response) =>
    readWithheldTables(new S3Client(stubbed(calls, respond)), 'bucket');
  const denied: Response = [403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'];
  const isListing = ({ path }: Call) => !path.includes('/config/');

  const document = {
    version: 1,
    schema: 'public',
    describedAt: '2026-01-01T00:00:00.000Z',
    catalogSha256: 'a'.repeat(64),
    loadSha256: 'a'.repeat(64),
    tableNames: ['staff', 'stuff', 'payroll'],
    tables: [],
    failed: [],
    catalogProblems: [],
  };

  const missing: Response = [404, '<Error><Code>NoSuchKey</Code></Error>'];
  const respondWith =
    (catalog: string, tables: Response, misnamed: Response = missing) =>
    ({ path }: Call): Response => {
      if (path.includes('catalog.yaml')) return [200, catalog];
      return path.includes('catalog.yml') ? misnamed : tables;
    };

  it('are read on every call', async () => {
    const calls: Call[] = [];
    const tables: Response = [200, JSON.stringify(document)];
    const read = (catalog: string) => withheld(calls, respondWith(catalog, tables));
    expect(await read('tables: {staff: {use: false}}')).toEqual(['staff']);
    expect(await read('tables: {}')).toEqual([]);
    expect(calls.filter(({ path }) => path.endsWith('/config/catalog.yaml'))).toHaveLength(2);
  });

  it('include tables with a name like a misspelt one', async () => {
    const respond = respondWith('tables: {payrol: {use: false}}', [200, JSON.stringify(document)]);
    expect(await withheld([], respond)).toEqual(['payrol', 'payroll']);
  });

  it('are unknown while there is a catalog under another name', async () => {
    const respond = respondWith('tables: {}', missing, [200, 'tables: {staff: {use: false}}']);
    await expect(withheld([], respond)).rejects.toMatchObject({
      name: 'CatalogError',
      message: expect.stringContaining('Move it to config/catalog.yaml'),
    });
  });

  it.each<[string, Response]>([
    ['does not exist', missing],
    ['cannot be read', [500, '<Error><Code>InternalError</Code></Error>']],
    ['is half of a document', [200, '{"version":1,"tableNames":["sta']],
    ['has no names', [200, JSON.stringify({ ...document, tableNames: undefined })]],
  ])('are unknown while the description of the tables %s', async (_, response) => {
    await expect(withheld([], respondWith('tables: {staff: {use: false}}', response))).rejects.toMatchObject({
      name: 'CatalogError',
      message: expect.stringContaining('cannot be read from config/tables.json'),
    });
    expect(await withheld([], respondWith('tables: {staff: {description: x}}', response))).toEqual([]);
  });

  it.each<[string, Response]>([
    ['404', [404, '<Error><Code>NoSuchKey</Code></Error>']],
    ['403 and the key is not listed', denied],
  ])('are none without a catalog: %s', async (_, response) => {
    expect(await withheld([], (call) => (isListing(call) ? listing() : response))).toEqual([]);
  });

  it.each<[string, (call: Call) => Response]>([
    ['the catalog exists and cannot be read', (call) => (isListing(call) ? listing('config/catalog.yaml') : denied)],
    ['the role cannot list the catalog', () => denied],
    ['S3 fails', () => [500, '<Error><Code>InternalError</Code></Error>']],
    ['the catalog is invalid YAML', respondWith('tables: [', missing)],
  ])('are an error, not none, when %s', async (_, respond) => {
    await expect(withheld([], respond)).rejects.toMatchObject({
      name: 'CatalogError',
      message: expect.stringContaining('The catalog of the tables cannot be read.'),
    });
  });
});

const errorOf = (code: string) => `<Error><Code>${code}</Code></Error>`;

describe('documents in S3', () => {
  const noKey = '<Error><Code>NoSuchKey</Code></Error>';
  const files = (calls: Call[], respond: (call: Call) => Response) =>
    s3JobFiles(new S3Client(stubbed(calls, respond)), 'bucket', JOB_ID, clock);

  it('are undefined until they exist', async () => {
    expect(await files([], () => [404, noKey]).readGeneration(1)).toBeUndefined();
  });

  it('are an error when access is denied', async () => {
    const denied = files([], () => [403, '<Error><Code>AccessDenied</Code></Error>']);
    await expect(denied.readReport(1)).rejects.toThrow();
  });

  it('are validated against their contract', async () => {
    await expect(files([], () => [200, '{"version":1}']).readJob()).rejects.toThrow();
  });

  it('are written once', async () => {
    const report = await someReport();
    const calls: Call[] = [];
    expect(await files(calls, () => [200, '']).writeReport(report)).toEqual(report);
    expect(calls).toMatchObject([{ method: 'PUT', headers: { 'if-none-match': '*' } }]);
    expect(calls[0]?.path).toContain(`/jobs/${JOB_ID}/attempts/1/report.json`);
  });

  it.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
  ])('return the report written first (%i)', async (status, code) => {
    const report = await someReport();
    const first = { ...report, stdout: 'the first' };
    const once = files([], ({ method }) => (method === 'PUT' ? [status, errorOf(code)] : [200, JSON.stringify(first)]));
    expect((await once.writeReport(report)).stdout).toBe('the first');
  });

  it('are written again when a concurrent write failed', async () => {
    const report = await someReport();
    let writes = 0;
    const once = files([], ({ method }) => {
      if (method === 'GET') return [404, noKey];
      writes += 1;
      return writes === 1 ? [409, errorOf('ConditionalRequestConflict')] : [200, ''];
    });
    expect(await once.writeReport(report)).toEqual(report);
  });

  it('upload a file from a new stream on each retry', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'upload-')), 'chart.svg');
    writeFileSync(path, '<svg/>');
    const calls: Call[] = [];
    let failing = true;
    const storage = files(calls, () => {
      const response: Response = failing ? [503, '<Error/>'] : [200, ''];
      failing = false;
      return response;
    });
    await storage.upload(`results/${JOB_ID}/1/chart.svg`, path, 'image/svg+xml');
    expect(calls).toHaveLength(2);
    expect(calls[1]?.text).toContain('<svg/>');
    expect(calls[1]?.headers['content-type']).toBe('image/svg+xml');
  });
});

describe('events', () => {
  const event = ExecutionFinished.create({
    ...{ jobId: JOB_ID, occurredAt: '2026-11-01T10:00:00.000Z', attempt: 1, reportKey: 'k', launch: 1, final: true },
    ...{ startedAt: '2026-11-01T10:00:00.000Z', finishedAt: '2026-11-01T10:00:00.000Z', result: 'succeeded' },
    ...{ values: {}, assumptions: [], warnings: [], artifacts: [] },
  });
  const failing = (code: string) => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: 'no' }] });
  const publish = (calls: Call[], respond: (call: Call) => Response) =>
    eventBridgeBus(new EventBridgeClient(stubbed(calls, respond)), 'bus', clock).publish(event);

  it('are published on the bus with their source', async () => {
    const calls: Call[] = [];
    await publish(calls, () => [200, { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }]);
    const [entry] = JSON.parse(calls[0]?.text ?? '').Entries;
    expect(entry).toMatchObject({ EventBusName: 'bus', Source: 'code-interpreter', DetailType: 'ExecutionFinished' });
    expect(JSON.parse(entry.Detail)).toEqual(event.detail);
  });

  it('are retried with growing delays when the bus returns 200 for a rejected entry', async () => {
    const calls: Call[] = [];
    await publish(calls, () =>
      calls.length < 3 ? [200, failing('ThrottlingException')] : [200, { FailedEntryCount: 0, Entries: [{}] }],
    );
    expect(calls).toHaveLength(3);
    expect(sleeps).toEqual([200, 400]);
  });

  it('are not retried after a permanent error', async () => {
    const calls: Call[] = [];
    await expect(publish(calls, () => [200, failing('MalformedDetail')])).rejects.toThrow('MalformedDetail');
    expect(calls).toHaveLength(1);
  });

  it('fail after seven calls, so that the task fails and the next one publishes them', async () => {
    const calls: Call[] = [];
    await expect(publish(calls, () => [200, failing('InternalFailure')])).rejects.toThrow('InternalFailure');
    expect(calls).toHaveLength(7);
  });
});
