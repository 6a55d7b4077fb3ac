import type { S3Client } from '@aws-sdk/client-s3';
import { S3Client as RealS3Client } from '@aws-sdk/client-s3';
import { s3JobFiles } from '../../executor/supervisor/aws/job-files';
import { systemClock } from '../../executor/supervisor/loop/clock';
import { s3ObjectStore } from '../../functions/shared/object-store/s3';
import { activeContent } from './hostile/smuggled-files';
import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(60_000);

let open: OpenSandbox;
beforeAll(async () => {
  open = await openSandbox();
});
afterAll(() => open?.close());

interface Served {
  readonly type: string;
  readonly disposition?: string;
}

const ACTIVE = /html|svg|xml/;

/** Whether a browser that sniffs content would run it, whatever its type. */
const runs = ({ type, disposition = 'inline' }: Served, content: string): boolean =>
  !disposition.startsWith('attachment') && (ACTIVE.test(type) || /<html|<script/.test(content));

const client = new RealS3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});

/** How an artifact is served: `stored` when fetched from the bucket, `linked` through the API's presigned URL. */
async function served(name: string): Promise<Readonly<Record<'stored' | 'linked', Served>>> {
  const puts: { ContentType?: string; ContentDisposition?: string }[] = [];
  const bucket = { send: async ({ input }: { input: object }) => puts.push(input) } as unknown as S3Client;
  const [output] = (await open.run(programOf(name))).outputs;
  if (!output) throw new Error('The program left no artifact.');
  const key = `results/job/1/${output.name}`;
  await s3JobFiles(bucket, 'bucket', 'job', systemClock).upload(key, output.path, output.mediaType);
  const link = new URL(await s3ObjectStore(client, 'bucket').presign(key, 60, output.name));
  const type = puts[0]?.ContentType ?? '';
  const linked = link.searchParams.get('response-content-disposition') ?? undefined;
  return { stored: { type, disposition: puts[0]?.ContentDisposition }, linked: { type, disposition: linked } };
}

function programOf(name: string): string {
  const { file, content } = activeContent.find((one) => one.name === name) ?? { file: '', content: '' };
  return `with open(${JSON.stringify(file)}, 'w') as file: file.write(${JSON.stringify(content)})`;
}

describe.each(activeContent.map(({ name, content }) => [name, content] as const))('%s', (name, content) => {
  test('is downloaded by a browser, not run, from the bucket and through the API', async () => {
    const { stored, linked } = await served(name);
    expect(runs(stored, content)).toBe(false);
    expect(runs(linked, content)).toBe(false);
  });

  test('would run without the Content-Disposition', async () => {
    const { type } = (await served(name)).stored;
    expect(runs({ type }, content)).toBe(true);
  });
});
