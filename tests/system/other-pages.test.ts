import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { promisify } from 'node:util';
import { CodeInterpreterClient, hasEnded } from '../../client';
import { examplePrompt } from '../../local/commands/shared/example-prompt';
import { pythonOf, root } from '../../local/setup/paths';
import { probePort } from '../../local/setup/ports.mjs';
import { sendRaw } from '../fakes/raw-http';
import { type Listener, listenersOf } from './listeners';
import { JOB_TIMEOUT } from './running-system';

jest.setTimeout(JOB_TIMEOUT);

let system: ReturnType<typeof spawn>;
let output = '';
let listeners: Map<number, Listener>;
const addressOf = (name: string): string =>
  new RegExp(`${name} +(http://127\\.0\\.0\\.1:\\d+)`).exec(output)?.[1] ?? '';

const linux = process.platform === 'linux' ? describe : describe.skip;

/** Runs `npm start` and collects its listening sockets, also during a job. */
linux('the pages of other sites', () => {
  beforeAll(async () => {
    const [api, aws] = [await probePort(0), await probePort(0)];
    const command = ['--import', 'tsx', 'local/commands/start.ts', '--port', String(api), '--aws-port', String(aws)];
    system = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      system.once('exit', () => reject(new Error(`The system did not start.\n${output}`)));
      system.stdout?.setEncoding('utf8').on('data', (part: string) => {
        output += part;
        if (output.includes('From a shell')) resolve();
      });
    });
    const client = new CodeInterpreterClient({ baseUrl: addressOf('API') });
    const { jobId } = await client.submit({ prompt: examplePrompt('input') ?? '' });
    listeners = new Map();
    for (let ended = false; !ended; ) {
      for (const one of listenersOf(system.pid ?? 0)) listeners.set(one.port, one);
      ended = hasEnded((await client.get(jobId)).status);
    }
  });
  afterAll(async () => {
    const exited = once(system, 'exit');
    system.kill('SIGTERM');
    await exited;
  });

  it('find sockets on 127.0.0.1 only, among them the page, the API and the AWS endpoint', () => {
    const ports = ['Page', 'API', 'AWS endpoint'].map((name) => Number(new URL(addressOf(name)).port));
    expect([...listeners.keys()]).toEqual(expect.arrayContaining(ports));
    expect([...listeners.values()].filter(({ address }) => address !== '0100007F')).toEqual([]);
  });

  it.each([
    ['a name that points here', ['Host: evil.example:PORT']],
    ['a script of another site', ['Host: 127.0.0.1:PORT', 'Origin: http://evil.example', 'Content-Type: text/plain']],
    ['a frame without an address', ['Host: 127.0.0.1:PORT', 'Origin: null']],
    ['a form of another site', ['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site']],
    ['a page of another port', ['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: same-site']],
  ])('reach none of it by %s', async (_, headers) => {
    for (const { port, command } of listeners.values()) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const lines = [`${method} /jobs HTTP/1.1`, ...headers, 'Content-Length: 0'];
        const status = await sendRaw(
          port,
          lines.map((line) => line.replace('PORT', String(port))),
        );
        expect({ command, port, method, status }).toEqual({ command, port, method, status: 403 });
      }
    }
  });

  it('cannot reach them by HTTP/2', async () => {
    for (const { port, command } of listeners.values()) {
      const client = connect(`http://127.0.0.1:${port}`);
      const status = await new Promise((resolve) => {
        // An HTTP/1.1 server closes the connection.
        client.on('error', () => resolve(undefined));
        client.on('close', () => resolve(undefined));
        const stream = client.request({ ':path': '/jobs', ':authority': `evil.example:${port}` });
        stream.on('error', () => resolve(undefined));
        stream.on('response', (headers) => resolve(headers[':status']));
      });
      client.destroy();
      expect({ command, answered: ![undefined, 403, 400].includes(status as number) }).toEqual({
        command,
        answered: false,
      });
    }
  });

  it('are distinguished from local clients: fetch, boto3, presigned links, by address and by name', async () => {
    const api = addressOf('API');
    const aws = new URL(addressOf('AWS endpoint'));
    for (const url of [`${api}/jobs`, `${api.replace('127.0.0.1', 'localhost')}/jobs`, addressOf('Page')]) {
      expect((await fetch(url)).status).toBe(200);
    }
    const source = `
import sys, urllib.request, boto3
settings = {'region_name': 'us-east-1', 'aws_access_key_id': 'test', 'aws_secret_access_key': 'test'}
for name in ('127.0.0.1', 'localhost'):
    endpoint = f'http://{name}:{sys.argv[1]}'
    s3, queues = (boto3.client(service, endpoint_url=endpoint, **settings) for service in ('s3', 'sqs'))
    s3.create_bucket(Bucket='pages')
    body = b'0123456789' * 1_000_000
    s3.put_object(Bucket='pages', Key='a b+ü/%', Body=body)
    assert s3.get_object(Bucket='pages', Key='a b+ü/%')['Body'].read() == body
    link = s3.generate_presigned_url('get_object', Params={'Bucket': 'pages', 'Key': 'a b+ü/%'})
    assert urllib.request.urlopen(link).read() == body
    queue = queues.create_queue(QueueName='pages')['QueueUrl']
    queues.send_message(QueueUrl=queue, MessageBody='sent')
    print(queues.receive_message(QueueUrl=queue, WaitTimeSeconds=1)['Messages'][0]['Body'])
    queues.delete_queue(QueueUrl=queue)
`;
    const { stdout } = await promisify(execFile)(pythonOf('emulator'), ['-c', source, aws.port]);
    expect(stdout).toBe('sent\nsent\n');
  });
});
