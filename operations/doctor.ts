import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type Fetch } from '../client';
import { signedFetch } from '../client/cli/sign';
import { bold, green, red } from '../client/cli/terminal';
import { examine, type Finding } from './doctor/check';
import { checksOf, type Examination } from './doctor/checks';
import { deployedClients, localApi, localClients, resourcesOf } from './doctor/clients';
import { OperatorError, outputOf, readStack, type Stack } from './stack';

const usage = `Usage: npm run doctor -- [options]

Looks at a deployed stack step by step, down to a whole job, and says what to do about whatever is wrong.
Region and credentials are the AWS CLI's. The job asks how many rows a table has, and is removed afterwards.

  --stack <name>      the stack (the default: code-interpreter)
  --bearer <token>    with Authorization=JWT, a token
  --webhook <url>     where the job's webhook goes (the default: an address of the API that there is not)
  --local             looks at the system that npm start keeps up on this machine
  --aws-port <n>      with --local, the port of its AWS endpoint (the default: 4566)
`;

interface Values {
  readonly stack: string;
  readonly bearer?: string;
  readonly webhook?: string;
  readonly local: boolean;
  readonly 'aws-port': string;
}

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));

/** How requests are sent to an API of this kind of authorization. */
function sender(url: string, { parameters }: Stack, { bearer }: Values): Fetch {
  const { Authorization = 'IAM' } = parameters;
  if (Authorization === 'IAM') return signedFetch(url);
  if (Authorization === 'NONE') return (input, init) => fetch(input, init);
  if (!bearer) throw new OperatorError('The API wants tokens of an issuer. Give one: --bearer TOKEN.');
  return (input, init) => fetch(input, { ...init, headers: { ...init?.headers, authorization: `Bearer ${bearer}` } });
}

async function examination(values: Values): Promise<Examination> {
  const endpoint = `http://127.0.0.1:${values['aws-port']}`;
  const clients = values.local
    ? await localClients(endpoint, (some) => resourcesOf(some, values.stack))
    : deployedClients();
  const stack = await readStack(clients.cloudFormation, values.stack);
  const url = values.local ? localApi(endpoint, stack) : outputOf(stack, 'ApiUrl');
  const send = sender(url, stack, values);
  return {
    stack,
    clients,
    resources: await resourcesOf(clients, values.stack),
    api: { url, fetch: send, client: new CodeInterpreterClient({ baseUrl: url, fetch: send }) },
    webhookUrl: values.webhook ?? `${url}/doctor`,
    local: values.local,
    pause,
  };
}

const marks = { ok: green('✓'), failed: red('✗') };

function show({ result, found, advice }: Finding): void {
  console.log(`  ${marks[result]} ${found}`);
  if (advice) console.log(`    → ${advice}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      stack: { type: 'string', default: 'code-interpreter' },
      bearer: { type: 'string' },
      webhook: { type: 'string' },
      local: { type: 'boolean', default: false },
      'aws-port': { type: 'string', default: '4566' },
    },
  });
  if (values.help) return console.log(usage);
  let wrong = 0;
  for (const check of checksOf(await examination(values))) {
    console.log(bold(check.title));
    for (const finding of await examine(check)) {
      show(finding);
      if (finding.result === 'failed') wrong += 1;
    }
  }
  console.log(
    wrong === 0 ? '\nEverything works.' : `\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} to be put right.`,
  );
  process.exitCode = wrong === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  const text = error.message.includes('ECONNREFUSED')
    ? 'Nothing answers there. Is the system up (npm start), and is it the right --aws-port?'
    : error.message;
  console.error(`✗ ${error instanceof OperatorError ? error.message : text || error.stack}`);
  process.exitCode = 1;
});
