import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { chooseModel } from '../../local/endpoints';
import { listener } from '../fakes/listener';
import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

interface ChatRequest {
  readonly messages: readonly { readonly role: string; readonly content: string | null }[];
  readonly tools?: unknown;
}

const requests: ChatRequest[] = [];
const QUESTION = 'How much is in all drawers together?';
const HOPELESS = 'How much is in the drawer that nobody finds?';
const LATE = 'How much is in all drawers, after my session has ended?';
const program = (column: string) => `from interpreter import answer, query
total = float(query('select sum(${column}) as total from drawers').iloc[0, 0])
answer(f'There are **{total:.2f}** in all drawers.', total=total)
`;

/** A model without tools. Its first program fails and the next one succeeds, except for the hopeless question. */
function reply(response: ServerResponse, request: ChatRequest): void {
  requests.push(request);
  if (request.messages.some(({ content }) => content?.includes(LATE))) {
    response.writeHead(200, { 'content-type': 'text/html' });
    return void response.end('<!doctype html><title>Sign in</title>');
  }
  if (request.tools) {
    response.writeHead(400, { 'content-type': 'application/json' });
    return void response.end('{"error":{"message":"this model does not support tools"}}');
  }
  const hopeless = request.messages.some(({ content }) => content?.includes(HOPELESS));
  const repaired = !hopeless && request.messages.some(({ content }) => content?.includes('KeyError'));
  const source = repaired ? program('coins') : `${program('coins')}{}['coins']\n`;
  const content = `Here it is:\n\`\`\`python\n${source}\`\`\`\n`;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 900, completion_tokens: 60 },
    }),
  );
}

let server: Server;
const port = () => (server.address() as AddressInfo).port;
beforeAll(async () => {
  server = createServer(
    listener(async (request, response) => reply(response, JSON.parse(await text(request)) as ChatRequest)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const folder = folderOf({ 'drawers.csv': 'drawer,coins\na,1.5\nb,2.25\n' });
const running = withSystem(() => ({
  inputFolder: folder,
  model: chooseModel({ model: `http://127.0.0.1:${port()}/v1`, modelName: 'own/model' }),
}));

describe('a model with a chat completions API', () => {
  it(
    'gets the tables and the question, and its program is run, repaired in the same task, and answers',
    async () => {
      const job = await running().ask(QUESTION);
      expect(job.failure).toBeUndefined();
      expect(job).toMatchObject({
        status: 'succeeded',
        answer: 'There are **3.75** in all drawers.',
        values: { total: 3.75 },
      });
      expect(job.attempts).toMatchObject([
        { modelId: 'own-model', result: 'failed', error: { type: 'KeyError' } },
        { modelId: 'own-model', result: 'succeeded' },
      ]);
      const launches = (await running().client.events(job.jobId)).filter(({ type }) => type === 'TaskLaunched');
      expect(launches).toHaveLength(1);
      const first = requests.find(({ tools }) => tools === undefined);
      const messages = first?.messages.map(({ content }) => content).join('\n') ?? '';
      expect(messages).toContain(QUESTION);
      expect(messages).toContain('drawers');
    },
    JOB_TIMEOUT,
  );

  it(
    'fails if no attempt succeeds, with the error of each',
    async () => {
      const job = await running().ask(HOPELESS);
      expect(job).toMatchObject({ status: 'failed', failure: { kind: 'program_error' } });
      const failed = { result: 'failed', error: { type: 'KeyError', traceback: expect.stringContaining('coins') } };
      expect(job.attempts).toMatchObject([failed, failed]);
      const launches = (await running().client.events(job.jobId)).filter(({ type }) => type === 'TaskLaunched');
      expect(launches).toHaveLength(1);
    },
    JOB_TIMEOUT,
  );

  it('is charged with the tokens that the server counted', async () => {
    const job = (await running().client.list()).jobs.at(-1);
    expect((await running().client.get(job?.jobId ?? '')).usage).toMatchObject({
      inputTokens: 1800,
      outputTokens: 120,
    });
  });

  it(
    'that responds with a web page fails the job within 30 s, and names the server and the option',
    async () => {
      const start = Date.now();
      const job = await running().ask(LATE);
      expect(Date.now() - start).toBeLessThan(30_000);
      expect(job).toMatchObject({ status: 'failed', failure: { kind: 'model_unavailable' } });
      const failure = `${job.failure?.message} ${job.failure?.hint}`;
      expect(failure).toMatch(new RegExp(`127.0.0.1:${port()} responded with a web page \\(“Sign in”\\).*--model`));
      expect(failure).not.toContain('Bedrock');
    },
    JOB_TIMEOUT,
  );
});
