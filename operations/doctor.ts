import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeInterpreterClient, type Fetch } from '../client';
import { signedFetch } from '../client/cli/sign';
import { bold, green, red } from '../client/cli/terminal';
import { pause } from '../lib/clock';
import { type Check, type Finding, runCheck } from './doctor/check';
import { checksBefore, checksOf, type DoctorOptions } from './doctor/checks';
import { awsClients, localApiUrl, localClients } from './doctor/clients';
import { OperatorError, outputOf, readResources, readStack, type Stack } from './stack';

const usage = `Usage: npm run doctor -- [options]

Checks a deployed stack step by step, including a complete job, and says how to fix each problem.
Uses the region and credentials of the AWS CLI. The job counts the rows of a table and is erased afterwards.

  --stack <name>      stack name (default: code-interpreter)
  --bearer <token>    bearer token, for Authorization=JWT
  --webhook <url>     webhook URL of the job (default: a path of the API that returns 404)
  --before            check the account and region only, before the first deployment
  --model <id>        with --before, the ModelId that you will deploy (default: that of template.yaml)
  --foundation-model <id>  with an ARN as --model, the FoundationModelId
  --local             check the system started by npm start
  --aws-port <n>      with --local, the port of its AWS endpoint (default: 4566)
`;

interface Values {
  readonly stack: string;
  readonly bearer?: string;
  readonly webhook?: string;
  readonly local: boolean;
  readonly before: boolean;
  readonly model?: string;
  readonly 'foundation-model'?: string;
  readonly 'aws-port': string;
}

/** A fetch with the authorization that the stack's API requires. */
function authorizedFetch(url: string, { parameters }: Stack, { bearer }: Values): Fetch {
  const { Authorization = 'IAM' } = parameters;
  if (Authorization === 'IAM') return signedFetch(url);
  if (Authorization === 'NONE') return (input, init) => fetch(input, init);
  if (!bearer) throw new OperatorError('The API requires a bearer token. Pass one with --bearer TOKEN.');
  return (input, init) => fetch(input, { ...init, headers: { ...init?.headers, authorization: `Bearer ${bearer}` } });
}

async function prepare(values: Values): Promise<DoctorOptions> {
  const endpoint = `http://127.0.0.1:${values['aws-port']}`;
  const clients = values.local
    ? await localClients(endpoint, (cloudFormation) => readResources(cloudFormation, values.stack))
    : awsClients();
  const stack = await readStack(clients.cloudFormation, values.stack);
  const url = values.local ? localApiUrl(endpoint, stack) : outputOf(stack, 'ApiUrl');
  const send = authorizedFetch(url, stack, values);
  return {
    stack,
    clients,
    resources: await readResources(clients.cloudFormation, values.stack),
    api: { url, fetch: send, client: new CodeInterpreterClient({ baseUrl: url, fetch: send }) },
    webhookUrl: values.webhook ?? `${url}/doctor`,
    local: values.local,
    pause,
  };
}

async function prepareBefore({ model, ...values }: Values): Promise<Check[]> {
  const clients = awsClients();
  const ids = { modelId: model ?? defaultModel(), foundationModelId: values['foundation-model'] };
  return checksBefore(clients, await clients.ec2.config.region(), ids, pause);
}

/** The default of ModelId in template.yaml. */
function defaultModel(): string {
  const template = readFileSync(join(__dirname, '../template.yaml'), 'utf8');
  return /^ {2}ModelId:\n {4}Type: String\n {4}Default: (\S+)$/m.exec(template)?.[1] ?? '';
}

const MARKS = { ok: green('✓'), failed: red('✗') };

function print({ result, message, advice }: Finding): void {
  console.log(`  ${MARKS[result]} ${message}`);
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
      before: { type: 'boolean', default: false },
      model: { type: 'string' },
      'foundation-model': { type: 'string' },
      'aws-port': { type: 'string', default: '4566' },
    },
  });
  if (values.help) return console.log(usage);
  let problems = 0;
  for (const check of values.before ? await prepareBefore(values) : checksOf(await prepare(values))) {
    console.log(bold(check.title));
    for (const finding of await runCheck(check)) {
      print(finding);
      if (finding.result === 'failed') problems += 1;
    }
  }
  console.log(
    problems === 0
      ? values.before
        ? '\nThe account is ready.'
        : '\nEverything works.'
      : `\n${problems} ${problems === 1 ? 'problem' : 'problems'} found.`,
  );
  process.exitCode = problems === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  const text = error.message.includes('ECONNREFUSED')
    ? 'Can’t reach the local system. Is it running (npm start), and is --aws-port right?'
    : error.message;
  console.error(`✗ ${error instanceof OperatorError ? error.message : text || error.stack}`);
  process.exitCode = 1;
});
