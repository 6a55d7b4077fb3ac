import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobView, TablesView } from '../../../../client';
import { listener } from '../../../fakes/listener';

export interface SeenRequest {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeApi {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Maximum number of jobs that were open at the same time. */
  maxOpenJobs(): number;
  close(): void;
}

const TABLES: TablesView = {
  schema: 'public',
  describedAt: '2026-11-30T10:00:00.000Z',
  stale: true,
  tables: [
    {
      name: 'users',
      description: 'People \u001b[31mred',
      rows: 1,
      columns: [{ name: 'age', type: 'integer', description: 'In years', withheld: true }],
    },
  ],
  undescribed: ['broken'],
  suggestions: ['How many users are there?'],
};

const FILE = 'a,b\n1,2\n';

/** A job of the API. A prompt with `fail` fails; one with `wait` runs until it is cancelled. */
function jobOf(jobId: string, prompt: string, cancelled: boolean): JobView {
  const common = { jobId, prompt, size: 'small', acceptedAt: '2026-11-22T07:00:00.000Z', values: {}, assumptions: [] };
  const rest = {
    warnings: [],
    queries: [],
    artifacts: [],
    attempts: [],
    timings: { total: 1.2, steps: { model: 0.9, ready: 0.01, run: 0.29 }, overlapped: { pull: 0.6 } },
    sandbox: [],
  };
  const job = { ...common, ...rest, links: { self: '', events: '', results: '' } };
  if (cancelled) return { ...job, status: 'cancelled' } as unknown as JobView;
  if (prompt.includes('wait')) return { ...job, status: 'running' } as unknown as JobView;
  if (prompt.includes('fail')) {
    const questions = prompt.includes('choices') ? ['How many users?', 'How many \u001b[2J fail by country?'] : [];
    const choices = questions.map((question) => ({ question, tables: ['users'], columns: [] }));
    const failure = {
      ...{ kind: 'unanswerable', message: 'There is no table of planets.', hint: 'Ask about users.' },
      ...(choices.length > 0 && { choices }),
    };
    return { ...job, status: 'failed', failure } as unknown as JobView;
  }
  const sha256 = createHash('sha256')
    .update(prompt.includes('torn') ? 'other' : FILE)
    .digest('hex');
  const artifacts = [{ name: 'a b/table.csv', size: FILE.length, sha256, mediaType: 'text/csv', link: '' }];
  return {
    ...job,
    status: 'succeeded',
    answer: `The answer to ${prompt}`,
    values: { n: 12_345 },
    artifacts,
  } as unknown as JobView;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

/** A fake API whose jobs end at the third GET. `guard` may refuse a request with a status. */
export async function fakeApi(guard: (request: SeenRequest) => number | undefined = () => undefined): Promise<FakeApi> {
  const seen: SeenRequest[] = [];
  const jobs = new Map<string, { prompt: string; looks: number; cancelled: boolean }>();
  const open = new Set<string>();
  let most = 0;

  function answer(request: SeenRequest, response: ServerResponse): void {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const [method, target = ''] = request.line.split(' ');
    const [path = ''] = target.split('?');
    const [, , jobId = '', part, ...name] = path.split('/').map(decodeURIComponent);
    if (path === '/prompt' || part === 'rerun') {
      const id = `job${jobs.size + 1}`;
      const { prompt = `the question of ${jobId}`, program = '' } = JSON.parse(request.body) as Record<string, string>;
      if (program.includes('refuse'))
        return void send(403, { type: 'urn:code-interpreter:problem:x', status: 403, detail: 'It runs none.' });
      jobs.set(id, { prompt: program.includes('fail') ? 'fail' : prompt, looks: 0, cancelled: false });
      open.add(id);
      most = Math.max(most, open.size);
      return void send(202, { jobId: id, status: 'received' });
    }
    if (target === '/jobs?limit=1')
      return void send(200, { jobs: [...jobs.keys()].reverse().map((id) => ({ jobId: id })) });
    if (path === '/tables') return void send(200, TABLES);
    if (path.startsWith('/stored/')) return void response.end(FILE);
    if (method === 'PUT' && part === 'sharing' && jobId !== '0'.repeat(26))
      return void send(200, JSON.parse(request.body));
    const job = jobs.get(jobId);
    if (!job) return void send(404, { title: 'Not Found', status: 404, detail: 'There is no such job.' });
    if (method === 'POST' && part === 'cancel') {
      job.cancelled = true;
      return void send(202, { jobId, status: 'cancelled' });
    }
    if (part === 'results') {
      return void response.writeHead(302, { location: `http://${request.headers.host}/stored/${name.length}` }).end();
    }
    if (part === 'output') {
      const ended = job.looks >= 3;
      const text = ended ? 'half\nand half' : 'first \u001b[2Jline\n';
      return void send(200, { text, next: 1, ended, truncated: false });
    }
    if (part === 'events') {
      const events = [{ at: '2026-11-22T07:00:00.000Z', type: 'PromptAccepted', text: 'The prompt was accepted.' }];
      return void send(200, { jobId, events });
    }
    const view = jobOf(jobId, job.prompt, job.cancelled);
    if (++job.looks < 3) return void send(200, { ...view, status: 'running' });
    if (view.status !== 'running') open.delete(jobId);
    send(200, view);
  }

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = {
      line: `${incoming.method} ${incoming.url}`,
      headers: incoming.headers,
      body: await textOf(incoming),
    };
    seen.push(request);
    const refused = guard(request);
    if (refused === undefined) return answer(request, response);
    response.writeHead(refused, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}');
  };
  const server = createServer(listener(handle));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    maxOpenJobs: () => most,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
